import type { ChatPage, Message } from './schemas.ts'

/** A line of the chat: as the server keeps it, or as this page has put it there until the server's own is read. */
export type Entry = Message & { local?: 'sending' | 'sent' | 'failed'; problem?: string }

export interface Conversation {
  /** Null until the server has said it. */
  id: string | null
  /** Oldest first; what was not sent comes last. */
  entries: readonly Entry[]
  /** Where the messages before the first one are to be asked for; null: there are none. */
  previousCursor: string | null
}

export const noConversation: Conversation = { id: null, entries: [], previousCursor: null }

/** Clocks differ: a message that the server dates this much before ours may still be ours. */
const clockDifferenceMs = 120_000

/** Shows what the person says, before the server has it; saying it again moves it to the end. */
export function saying(
  conversation: Conversation,
  { id, at, text }: Pick<Message, 'id' | 'at' | 'text'>,
): Conversation {
  const entry: Entry = { id, at, text, from: 'user', kind: 'message', local: 'sending' }
  return { ...conversation, entries: [...conversation.entries.filter((one) => one.id !== id), entry] }
}

/** The server has answered; the answer stands right below the question. */
export function answered(
  conversation: Conversation,
  { id, conversationId, reply, at }: { id: string; conversationId: string; reply: string; at: string },
): Conversation {
  const answer: Entry = { id: `${id}-answer`, at, from: 'catnap', kind: 'message', text: reply, local: 'sent' }
  const entries = conversation.entries.flatMap((one): Entry[] =>
    one.id === id ? [{ ...withoutProblem(one), local: 'sent' }, answer] : [one],
  )
  return { ...conversation, id: conversationId, entries }
}

/** It could not be sent; it stays to be tried again. */
export function notSent(conversation: Conversation, id: string, problem: string): Conversation {
  return change(conversation, id, (one) => ({ ...one, local: 'failed', problem }))
}

export function forgotten(conversation: Conversation, id: string): Conversation {
  return { ...conversation, entries: conversation.entries.filter((one) => one.id !== id) }
}

/** A message that came by itself, such as a reminder; one that is known is not shown twice. */
export function received(conversation: Conversation, message: Message): Conversation {
  if (conversation.entries.some(({ id }) => id === message.id)) return conversation
  const unsent = conversation.entries.filter(isUnsent)
  return { ...conversation, entries: [...conversation.entries.filter((one) => !isUnsent(one)), message, ...unsent] }
}

/**
 * Takes in the newest page of what the server keeps, in place of what this page had put there itself. Earlier pages stay
 * when the new one joins them without a gap.
 */
export function latestRead(conversation: Conversation, page: ChatPage): Conversation {
  const inPage = new Set(page.items.map(({ id }) => id))
  const kept = conversation.entries.filter((one) => one.local === undefined)
  const joins = kept.some(({ id }) => inPage.has(id))
  const first = kept.findIndex(({ id }) => inPage.has(id))
  const last = kept.findLastIndex(({ id }) => inPage.has(id))
  const known = new Set(kept.map(({ id }) => id))
  const unsent = conversation.entries.filter((one) => isUnsent(one) && !cameThrough(one, page.items, known))
  const newest = Date.parse(page.items.at(-1)?.at ?? '1970-01-01T00:00:00Z')
  const newer = joins ? kept.slice(last + 1) : kept.filter(({ at }) => Date.parse(at) > newest)
  return {
    id: page.conversationId ?? conversation.id,
    entries: [
      ...(joins ? kept.slice(0, first) : []),
      ...page.items,
      ...newer.filter(({ id }) => !inPage.has(id)),
      ...unsent,
    ],
    previousCursor: joins ? conversation.previousCursor : page.previousCursor,
  }
}

/** Puts earlier messages before the ones that are shown. */
export function earlierRead(conversation: Conversation, page: ChatPage): Conversation {
  const known = new Set(conversation.entries.map(({ id }) => id))
  const earlier = page.items.filter(({ id }) => !known.has(id))
  return { ...conversation, entries: [...earlier, ...conversation.entries], previousCursor: page.previousCursor }
}

/** What would be lost if this page were closed now. */
export function unsentOf({ entries }: Conversation): Entry[] {
  return entries.filter(isUnsent)
}

function isUnsent({ local }: Entry): boolean {
  return local === 'sending' || local === 'failed'
}

/** Whether the server has a message that this page believed unsent: its answer was lost on the way. */
function cameThrough(entry: Entry, items: readonly Message[], known: ReadonlySet<string>): boolean {
  const earliest = Date.parse(entry.at) - clockDifferenceMs
  return items.some(
    ({ id, from, text, at }) => from === 'user' && text === entry.text && !known.has(id) && Date.parse(at) >= earliest,
  )
}

function withoutProblem({ problem: _, ...entry }: Entry): Entry {
  return entry
}

function change(conversation: Conversation, id: string, to: (entry: Entry) => Entry): Conversation {
  return { ...conversation, entries: conversation.entries.map((one) => (one.id === id ? to(one) : one)) }
}
