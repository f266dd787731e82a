import type { Task } from '../tasks/task.ts'
import { fold } from './fold.ts'

export const sorts = ['dueAt', 'priority', 'createdAt', 'title'] as const
export type Sort = (typeof sorts)[number]
export type Order = 'asc' | 'desc'

export const priorityRank = { low: 1, medium: 2, high: 3 } as const satisfies Record<Task['priority'], number>

/** Whole microseconds since 1970: in a bigint, every moment that Temporal knows has its place. */
export function microseconds(instant: string): string {
  return String(
    Temporal.Instant.from(instant).round({ smallestUnit: 'microsecond', roundingMode: 'floor' }).epochNanoseconds /
      1000n,
  )
}

/** How one sort is written in SQL, as an index of `task_search` has it, and the same of a task. */
interface SortKey {
  sql: string
  type: 'bigint' | 'text'
  of(task: Task): string
}

const never = { asc: '9223372036854775807', desc: '-9223372036854775807' } as const

const due = (order: Order): SortKey => ({
  sql: `coalesce(due_at, ${never[order]})`,
  type: 'bigint',
  of: ({ dueAt }) => (dueAt === null ? never[order] : microseconds(dueAt)),
})

/** What tasks are sorted by; tasks with the same key go by their id, so that every task has its one place. */
export function sortKey(sort: Sort, order: Order): SortKey {
  switch (sort) {
    case 'dueAt':
      return due(order)
    case 'priority':
      return { sql: 'priority', type: 'bigint', of: ({ priority }) => String(priorityRank[priority]) }
    case 'createdAt':
      return { sql: 'created_at', type: 'bigint', of: ({ createdAt }) => microseconds(createdAt) }
    case 'title':
      return { sql: 'left(title, 200)', type: 'text', of: ({ title }) => [...fold(title)].slice(0, 200).join('') }
  }
}
