import * as v from 'valibot'
import type { DaprClient } from '../dapr/client.ts'
import { type Expected, type StateOperation, upsert } from '../dapr/state.ts'
import { Message } from './message.ts'

const pageSize = 50

const Head = v.object({ count: v.number(), context: v.optional(v.unknown()) })
const Page = v.object({ messages: v.array(Message) })

/** A conversation as read: its messages are in pages, of which the last is held here so that it can be written on. */
export interface Conversation {
  id: string
  /** What the interpreter remembers; undefined in a new conversation. */
  context: unknown
  count: number
  last: Message[]
  expectedHead: Expected
  expectedPage: Expected
}

export interface ConversationPage {
  items: Message[]
  /** Where the page before this one ends; null at the beginning. */
  previousCursor: string | null
}

/** The id of a user's one conversation: the user's own, so that it is the same on every device and nobody else's. */
export function conversationIdOf(user: string): string {
  return user
}

/** A user's conversation in Dapr's state store: a head with the context, and pages of messages. */
export function conversationStore({ state }: Pick<DaprClient, 'state'>) {
  const headKey = (user: string) => `conversation:${user}`
  const pageKey = (user: string, page: number) => `${headKey(user)}:${page}`

  async function readPage(user: string, page: number): Promise<{ messages: Message[]; expected: Expected }> {
    const stored = await state.get(pageKey(user, page))
    if (!stored) return { messages: [], expected: 'absent' }
    return { messages: v.parse(Page, stored.value).messages, expected: { etag: stored.etag } }
  }

  return {
    /** The user's conversation, to be continued. */
    async open(user: string): Promise<Conversation> {
      const id = conversationIdOf(user)
      const stored = await state.get(headKey(user))
      if (!stored) {
        return { id, context: undefined, count: 0, last: [], expectedHead: 'absent', expectedPage: 'absent' }
      }
      const { count, context } = v.parse(Head, stored.value)
      const { messages, expected } = await readPage(user, Math.floor(count / pageSize))
      return { id, context, count, last: messages, expectedHead: { etag: stored.etag }, expectedPage: expected }
    },

    /**
     * The writes that add messages to a conversation, for the transaction that they belong to; it is refused with a
     * ConflictError when somebody else (another tab, a reminder) has written meanwhile.
     */
    append(user: string, conversation: Conversation, messages: readonly Message[], context: unknown): StateOperation[] {
      const operations: StateOperation[] = []
      const firstPage = Math.floor(conversation.count / pageSize)
      let rest = [...conversation.last, ...messages]
      for (let page = firstPage; rest.length > 0; page++) {
        const expected = page === firstPage ? conversation.expectedPage : 'absent'
        operations.push(upsert(pageKey(user, page), { messages: rest.slice(0, pageSize) }, expected))
        rest = rest.slice(pageSize)
      }
      const head = { count: conversation.count + messages.length, context }
      return [...operations, upsert(headKey(user), head, conversation.expectedHead)]
    },

    /** Up to `limit` messages before the `before`-th (the newest when left out), oldest first. */
    async page(
      user: string,
      { before, limit }: { before?: number | undefined; limit: number },
    ): Promise<ConversationPage> {
      const { count } = await this.open(user)
      const end = Math.min(before ?? count, count)
      const start = Math.max(0, end - limit)
      const items: Message[] = []
      for (let page = Math.floor(start / pageSize); page * pageSize < end; page++) {
        const { messages } = await readPage(user, page)
        items.push(...messages.slice(Math.max(0, start - page * pageSize), end - page * pageSize))
      }
      return { items, previousCursor: start > 0 ? String(start) : null }
    },
  }
}

export type ConversationStore = ReturnType<typeof conversationStore>
