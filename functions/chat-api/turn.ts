import * as v from 'valibot'
import { ConversationContext, emptyContext } from '../../shared/chat/context.ts'
import { interpret } from '../../shared/chat/interpret.ts'
import type { Message } from '../../shared/conversation/message.ts'
import type { ConversationStore } from '../../shared/conversation/store.ts'
import { ConflictError } from '../../shared/dapr/error.ts'
import type { SearchIndex } from '../../shared/search/search-index.ts'
import { applyCommands, type CommandTools, newTaskId, TaskNotFoundError } from '../../shared/tasks/apply-commands.ts'
import type { Command, TaskChange } from '../../shared/tasks/command.ts'
import { RuleError } from '../../shared/tasks/rule-error.ts'
import type { Task } from '../../shared/tasks/task.ts'

export interface ChatTools extends CommandTools {
  conversations: ConversationStore
  search: SearchIndex
}

export interface ChatAnswer {
  conversationId: string
  reply: string
  actions: { type: `task.${TaskChange['type']}`; task: Task }[]
}

interface Turn {
  user: string
  message: string
  timeZone: string
}

interface Attempt {
  commands: readonly Command[]
  reply: string
  context: unknown
}

const attempts = 5

/**
 * One message and its answer. What the message changes and both lines of the conversation are one transaction; when a
 * second tab or a reminder has written meanwhile, the message is understood anew from what stands then.
 */
export async function takeTurn(tools: ChatTools, turn: Turn): Promise<ChatAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryTurn(tools, turn)
    } catch (error) {
      const outdated = error instanceof ConflictError || error instanceof TaskNotFoundError
      if (!outdated || attempt >= attempts) throw error
    }
  }
}

async function tryTurn(tools: ChatTools, { user, message, timeZone }: Turn): Promise<ChatAnswer> {
  const [conversation, known] = await Promise.all([tools.conversations.open(user), knownTasks(tools.search, user)])
  const remembered = v.safeParse(ConversationContext, conversation.context)
  const context = remembered.success ? remembered.output : emptyContext
  const tasks = [...known, ...(await referredTo(tools, user, context, known))]
  const now = Temporal.Now.instant().toString()
  const understood = await interpret({ message, context, tasks, now, timeZone, newId: newTaskId })

  const commit = async ({ commands, reply, context }: Attempt): Promise<ChatAnswer> => {
    const also = tools.conversations.append(user, conversation, [said(message), answered(reply)], context)
    const { changes } = await applyCommands(tools, user, commands, { by: 'user', also, attempts: 1 })
    const actions = changes.map(({ type, task }) => ({ type: `task.${type}` as const, task }))
    return { conversationId: conversation.id, reply, actions }
  }

  try {
    return await commit(understood)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    const reply = `I can't do that: ${error.message}.`
    return commit({ commands: [], reply, context })
  }
}

/** The tasks that a message can be about: the open ones, soonest first, and those done of late. */
async function knownTasks(search: SearchIndex, user: string): Promise<Task[]> {
  const [open, done] = await Promise.all([
    search.find(user, { status: 'open', sort: 'dueAt', order: 'asc', limit: 1_000 }),
    search.find(user, { status: 'done', sort: 'createdAt', order: 'desc', limit: 100 }),
  ])
  return [...open.items, ...done.items]
}

const taskIds = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Further tasks that the conversation still refers to (to undo something, say), however long ago they were done. */
async function referredTo(
  { tasks }: ChatTools,
  user: string,
  context: ConversationContext,
  known: readonly Task[],
): Promise<Task[]> {
  const knownIds = new Set(known.map(({ id }) => id))
  const ids = new Set(JSON.stringify(context).match(taskIds)).difference(knownIds)
  const stored = await tasks.getMany(user, [...ids])
  return [...stored.values()].filter(({ deletedAt }) => deletedAt === undefined).map(({ task }) => task)
}

function said(text: string): Message {
  return { id: newTaskId(), at: Temporal.Now.instant().toString(), from: 'user', kind: 'message', text }
}

function answered(text: string): Message {
  return { id: newTaskId(), at: Temporal.Now.instant().toString(), from: 'catnap', kind: 'message', text }
}
