import type { ConversationContext } from './context.ts'
import { add, addNamed } from './intents/add.ts'
import { addBare } from './intents/add-bare.ts'
import { answer } from './intents/answer.ts'
import { change } from './intents/change.ts'
import { clear } from './intents/clear.ts'
import { complete } from './intents/complete.ts'
import { correct } from './intents/correct.ts'
import { count } from './intents/count.ts'
import { deletes } from './intents/delete.ts'
import { help } from './intents/help.ts'
import { list } from './intents/list.ts'
import { note } from './intents/note.ts'
import { remind } from './intents/remind.ts'
import { rename } from './intents/rename.ts'
import { reopen } from './intents/reopen.ts'
import { search } from './intents/search.ts'
import { showTags } from './intents/show-tags.ts'
import { smallTalk } from './intents/small-talk.ts'
import { snooze } from './intents/snooze.ts'
import { tag } from './intents/tag.ts'
import { undo } from './intents/undo.ts'
import { unknown } from './intents/unknown.ts'
import { when } from './intents/when.ts'
import { type Interpretation, settle } from './settle.ts'
import { hear, type Intent, type Turn } from './turn.ts'
import { splitCommands } from './understand/commands.ts'

export type { Interpretation } from './settle.ts'
export type { Turn } from './turn.ts'

/** The kinds of messages, in the order in which they are tried: the first that takes a message has it. */
const intents: Intent[] = [
  answer,
  undo,
  help,
  smallTalk,
  tag,
  note,
  clear,
  snooze,
  remind,
  add,
  count,
  showTags,
  search,
  list,
  when,
  deletes,
  reopen,
  complete,
  rename,
  change,
  correct,
  addNamed,
  addBare,
  unknown,
]

/** Longer than any task with all that can be said of it. */
const LONGEST = 1_500

/** Control characters but line ends and tabs: nobody types them, and titles have none. */
const CONTROL = /[^\P{Cc}\n\r\t]/gu

/**
 * What a message means to somebody with these tasks: commands, a reply in words, and what to remember for the next message.
 * Pure: the same turn gives the same answer. Never throws for what is said.
 */
export async function interpret(turn: Turn): Promise<Interpretation> {
  const message = turn.message.toWellFormed().replace(CONTROL, ' ')
  if (message.trim() === '') return silence(turn.context, 'Tell me what you have to do.')
  if (message.length > LONGEST) {
    return silence(
      turn.context,
      'That is too much for me at once. Please say it in fewer words, a few tasks at a time.',
    )
  }
  const parts = splitCommands(message)
  const several = parts.length > 1 && !turn.context.pending ? await interpretAll(parts, turn) : null
  const { commands, reply, context, understood } = several ?? (await interpretOne({ ...turn, message }))
  return { commands, reply, context, understood }
}

async function interpretOne(turn: Turn) {
  const heard = hear(turn)
  for (const intent of intents) {
    const answer = await intent.read(heard)
    if (answer) return settle(answer, heard)
  }
  throw new Error('The last intent takes every message')
}

/** Several orders in one message, one after the other; null when one of them is not understood or asks back. */
async function interpretAll(parts: string[], turn: Turn): Promise<Interpretation | null> {
  let { tasks, context } = turn
  const commands: Interpretation['commands'] = []
  const replies: string[] = []
  for (const message of parts) {
    const one = await interpretOne({ ...turn, message, tasks, context })
    if (!one.understood || one.context.pending) return null
    commands.push(...one.commands)
    replies.push(one.reply)
    tasks = one.tasks
    context = one.context
  }
  return {
    commands,
    reply: replies.join(replies.some((reply) => reply.includes('\n')) ? '\n' : ' '),
    context: asOneStep(turn.context, context),
    understood: true,
  }
}

/** One message is one step to undo. */
function asOneStep(before: ConversationContext, after: ConversationContext): ConversationContext {
  const known = new Set(before.undo)
  const added = after.undo.filter((step) => !known.has(step))
  if (added.length < 2) return after
  const step = {
    commands: added.toReversed().flatMap(({ commands }) => commands),
    titles: added.toReversed().flatMap(({ titles }) => titles),
  }
  return { ...after, undo: [...after.undo.filter((one) => known.has(one)), step] }
}

const silence = (context: ConversationContext, reply: string): Interpretation => ({
  commands: [],
  reply,
  context,
  understood: false,
})
