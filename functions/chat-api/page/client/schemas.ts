import * as v from 'valibot'
import type { Message as StoredMessage } from '../../../../shared/conversation/message.ts'
import type { Task as StoredTask } from '../../../../shared/tasks/task.ts'

// What the server sends is checked here for its shape only. The full schemas need Temporal, which not every browser has,
// and refuse fields that a newer server may add while this page is still open.

const instant = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
)
const timeZone = v.pipe(
  v.string(),
  // Older browsers lack the newest zones; a page that shows UTC then is better than one that shows nothing.
  v.transform((name) => (isKnownZone(name) ? name : 'UTC')),
)

function isKnownZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

export const Task = v.object({
  id: v.string(),
  title: v.string(),
  description: v.string(),
  status: v.picklist(['open', 'done']),
  completedAt: v.nullable(instant),
  priority: v.picklist(['low', 'medium', 'high']),
  tags: v.array(v.string()),
  dueAt: v.nullable(instant),
  allDay: v.boolean(),
  timeZone,
  remindBefore: v.array(v.number()),
  recurrence: v.nullable(v.object({ rule: v.string(), anchor: v.picklist(['due', 'completion']) })),
  seriesId: v.nullable(v.string()),
  occurrence: v.nullable(v.number()),
  version: v.number(),
  createdAt: instant,
  updatedAt: instant,
}) satisfies v.GenericSchema<unknown, StoredTask>
export type Task = v.InferOutput<typeof Task>

export const Message = v.object({
  id: v.string(),
  at: instant,
  from: v.picklist(['user', 'catnap']),
  kind: v.picklist(['message', 'reminder']),
  text: v.string(),
  taskId: v.optional(v.string()),
}) satisfies v.GenericSchema<unknown, StoredMessage>
export type Message = v.InferOutput<typeof Message>

export const Token = v.object({ token: v.string() })

export const ChatAnswer = v.object({
  conversationId: v.string(),
  reply: v.string(),
  actions: v.array(
    v.object({
      type: v.picklist(['task.created', 'task.updated', 'task.completed', 'task.reopened', 'task.deleted']),
      task: Task,
    }),
  ),
})
export type ChatAnswer = v.InferOutput<typeof ChatAnswer>

export const ChatPage = v.object({
  conversationId: v.optional(v.string()),
  items: v.array(Message),
  previousCursor: v.nullable(v.string()),
})
export type ChatPage = v.InferOutput<typeof ChatPage>

export const TaskPage = v.object({ items: v.array(Task), nextCursor: v.nullable(v.string()) })
export type TaskPage = v.InferOutput<typeof TaskPage>

export const Problem = v.object({ detail: v.optional(v.string()), title: v.optional(v.string()) })

/** What comes over `/live`. */
export const LiveEvent = v.variant('type', [
  v.object({ type: v.literal('ready'), cursor: v.string() }),
  v.object({ type: v.literal('task.changed'), task: Task, cursor: v.string() }),
  v.object({ type: v.literal('task.deleted'), id: v.string(), version: v.number(), cursor: v.string() }),
  v.object({ type: v.literal('message'), message: Message }),
])
export type LiveEvent = v.InferOutput<typeof LiveEvent>
