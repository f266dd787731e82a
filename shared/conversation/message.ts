import * as v from 'valibot'
import { Instant } from '../tasks/task.ts'

/** One line of a conversation. */
export const Message = v.object({
  id: v.string(),
  at: Instant,
  from: v.picklist(['user', 'catnap']),
  kind: v.picklist(['message', 'reminder']),
  text: v.string(),
  /** The task a reminder is about. */
  taskId: v.optional(v.string()),
})
export type Message = v.InferOutput<typeof Message>
