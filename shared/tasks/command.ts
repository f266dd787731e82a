import type { NewTask, Task, TaskPatchInput } from './task.ts'

/** What people and handlers can ask to be done to tasks. `restore` brings a deleted task back as it was. */
export type Command =
  | { type: 'create'; task: NewTask; id?: string }
  | { type: 'update'; id: string; patch: TaskPatchInput }
  | { type: 'complete'; id: string }
  | { type: 'reopen'; id: string }
  | { type: 'delete'; id: string }
  | { type: 'restore'; id: string }

export type ChangeType = 'created' | 'updated' | 'completed' | 'reopened' | 'deleted'

/** What a command did: the whole task after it (for `deleted`, as it was last, with the version counted up). */
export interface TaskChange {
  type: ChangeType
  task: Task
  /** Names of the fields that differ from before, without `version` and `updatedAt`. */
  changed: (keyof Task)[]
}
