import type { Database } from '../database/database.ts'
import { batched } from '../function/batched.ts'
import type { Task } from '../tasks/task.ts'
import { type Change, changesSince } from './changes.ts'
import { findTasks } from './find.ts'
import { putTasks, type UserEntry } from './put.ts'
import type { TaskQuery } from './task-query.ts'

export { parseQuery, TaskQuery } from './task-query.ts'

/** A task as it is now, or as it was last when `deleted`. */
export interface Entry {
  task: Task
  deleted: boolean
}

/**
 * The read model of tasks, made from their events. A cursor of changes is a growing whole number in text: of one user's
 * changes, a later one always has the greater cursor and is seen later.
 */
export interface SearchIndex {
  /**
   * Takes in tasks, in any order and any number of times: the newer version stays, deleted ones are remembered. Gives for
   * each entry the cursor of the change that the index holds of this task then.
   */
  put(user: string, entries: readonly Entry[]): Promise<{ taskId: string; cursor: string }[]>
  /** A page of a user's tasks; what the query leaves out is as in {@link TaskQuery}. Throws a RuleError on a wrong cursor. */
  find(user: string, query: Partial<TaskQuery>): Promise<{ items: Task[]; nextCursor: string | null }>
  /**
   * What changed after a cursor, each task once, as it is now; `null` gives the current cursor alone. A cursor that this
   * index has not reached (of one that was lost) gives everything.
   */
  changesSince(user: string, cursor: string | null): Promise<{ cursor: string; changes: Change[] }>
}

/** The read model in Postgres. */
export function searchIndex(database: Database): SearchIndex {
  const putTogether = batched(async (all: readonly UserEntry[][]) => {
    const kept = await putTasks(database, all.flat())
    return all.map(() => kept)
  })
  return {
    async put(user, entries) {
      const kept = await putTogether(entries.map((entry) => ({ user, ...entry })))
      return entries.map(({ task }) => ({ taskId: task.id, cursor: kept(user, task.id) }))
    },
    find: (user, query) => findTasks(database, user, query),
    changesSince: (user, cursor) => changesSince(database, user, cursor),
  }
}
