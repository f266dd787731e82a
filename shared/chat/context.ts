import * as v from 'valibot'
import type { Command } from '../tasks/command.ts'
import { NewTask, TaskId, TaskPatch } from '../tasks/task.ts'

const CommandSchema: v.GenericSchema<unknown, Command> = v.variant('type', [
  v.strictObject({ type: v.literal('create'), task: NewTask, id: v.exactOptional(TaskId) }),
  v.strictObject({ type: v.literal('update'), id: TaskId, patch: TaskPatch }),
  v.strictObject({ type: v.literal('complete'), id: TaskId }),
  v.strictObject({ type: v.literal('reopen'), id: TaskId }),
  v.strictObject({ type: v.literal('delete'), id: TaskId }),
  v.strictObject({ type: v.literal('restore'), id: TaskId }),
])

/** Commands that take a change back, and the titles of the tasks they bring back to life. */
const Undo = v.strictObject({ commands: v.array(CommandSchema), titles: v.array(v.string()) })
export type Undo = v.InferOutput<typeof Undo>

/** One way to answer a question: what it is called and what it does. */
const Option = v.strictObject({ label: v.string(), commands: v.array(CommandSchema) })
export type Option = v.InferOutput<typeof Option>

/** A question that was asked, so that the next message may be its answer. */
const Pending = v.variant('kind', [
  v.strictObject({ kind: v.literal('choice'), options: v.array(Option) }),
  v.strictObject({ kind: v.literal('confirm'), commands: v.array(CommandSchema) }),
  /** What was said so far of a task that has no title yet. */
  v.strictObject({ kind: v.literal('title'), said: v.string() }),
  v.strictObject({ kind: v.literal('when'), id: TaskId, remindBefore: v.array(v.number()) }),
])
export type Pending = v.InferOutput<typeof Pending>

/** What a conversation remembers from one message to the next; plain JSON, to be stored as it is. */
export const ConversationContext = v.strictObject({
  /** Ids that "it" and "them" mean: the tasks last changed or shown. */
  mentioned: v.array(TaskId),
  /** Ids of the last numbered list, in its order, for "the second one". */
  listed: v.array(TaskId),
  pending: v.nullable(Pending),
  /** Latest last. */
  undo: v.array(Undo),
  redo: v.array(Undo),
})
export type ConversationContext = v.InferOutput<typeof ConversationContext>

export const emptyContext: ConversationContext = { mentioned: [], listed: [], pending: null, undo: [], redo: [] }
