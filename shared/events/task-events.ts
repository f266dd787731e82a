import * as v from 'valibot'
import type { ChangeType } from '../tasks/command.ts'
import { Task } from '../tasks/task.ts'
import { defineEvent } from './define.ts'

const TaskEventData = v.object({
  /** The whole task after the change; of a deleted one, as it was last. */
  task: Task,
  /** Names of the fields that differ from before. */
  changed: v.array(v.string()),
  /** Who changed it: `user`, or the name of a function. */
  by: v.string(),
})
export type TaskEventData = v.InferOutput<typeof TaskEventData>

const topic = 'task-events'

export const taskCreated = defineEvent({
  type: 'dev.catnap.task.created.v1',
  topic,
  description: 'A task was created, or a deleted one brought back',
  data: TaskEventData,
})
export const taskUpdated = defineEvent({
  type: 'dev.catnap.task.updated.v1',
  topic,
  description: 'Fields of a task were changed',
  data: TaskEventData,
})
export const taskCompleted = defineEvent({
  type: 'dev.catnap.task.completed.v1',
  topic,
  description: 'A task was completed',
  data: TaskEventData,
})
export const taskReopened = defineEvent({
  type: 'dev.catnap.task.reopened.v1',
  topic,
  description: 'A completed task was opened again',
  data: TaskEventData,
})
export const taskDeleted = defineEvent({
  type: 'dev.catnap.task.deleted.v1',
  topic,
  description: 'A task was deleted',
  data: TaskEventData,
})

/** Everything that can happen to a task. */
export const taskEvents = [taskCreated, taskUpdated, taskCompleted, taskReopened, taskDeleted] as const

/** The event that tells of a kind of change. */
export const taskEventOf = {
  created: taskCreated,
  updated: taskUpdated,
  completed: taskCompleted,
  reopened: taskReopened,
  deleted: taskDeleted,
} as const satisfies Record<ChangeType, (typeof taskEvents)[number]>
