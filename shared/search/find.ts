import * as v from 'valibot'
import type { Database, Parameter } from '../database/database.ts'
import { asWritten, queryJson } from '../database/query-json.ts'
import type { Task } from '../tasks/task.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { fold } from './fold.ts'
import { microseconds, priorityRank, sortKey } from './sort-keys.ts'
import { queryLimits, type TaskQuery } from './task-query.ts'
import { textCondition } from './text-condition.ts'

const Found = v.array(asWritten<Task>())

/** A page of a user's tasks. Throws a RuleError for a cursor of another query. */
export async function findTasks(
  database: Database,
  user: string,
  query: Partial<TaskQuery>,
): Promise<{ items: Task[]; nextCursor: string | null }> {
  const { sort = 'dueAt', order = 'asc', limit = queryLimits.defaultPageSize } = query
  const { sql, parameters } = findStatement(user, query)
  const found = await queryJson(database, Found, sql, parameters)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  if (found.length <= limit || !last) return { items, nextCursor: null }
  return { items, nextCursor: encodeCursor(sort, order, { key: sortKey(sort, order).of(last), id: last.id }) }
}

/**
 * One task more than the page holds, to know whether there is a next. Each status is read on its own along the index of
 * the sort, so that tasks of both come in order without sorting all that a user has.
 */
export function findStatement(user: string, query: Partial<TaskQuery>): { sql: string; parameters: Parameter[] } {
  const { status = 'open', sort = 'dueAt', order = 'asc', limit = queryLimits.defaultPageSize } = query
  const parameters: Parameter[] = [user, limit + 1]
  const add = (value: string) => `$${parameters.push(value)}::text`
  const key = sortKey(sort, order)

  const conditions = ['user_id = $1', 'not deleted', 'status = wanted.status']
  if (query.priority) conditions.push(`priority = ${priorityRank[query.priority]}`)
  if (query.tag) conditions.push(`tags @> array[${add(fold(query.tag))}]`)
  // Twice: on the expression that is indexed, and without the tasks that have no due date.
  const due = sortKey('dueAt', sort === 'dueAt' ? order : 'asc').sql
  const dueIs = (comparison: string) => conditions.push(`${due} ${comparison}`, `due_at ${comparison}`)
  if (query.dueAfter) dueIs(`>= ${add(microseconds(query.dueAfter))}::bigint`)
  if (query.dueBefore) dueIs(`< ${add(microseconds(query.dueBefore))}::bigint`)
  const text = query.q ? textCondition(query.q, add) : null
  if (text) conditions.push(text)
  if (query.cursor) {
    const place = decodeCursor(sort, order, query.cursor)
    const after = `(${add(place.key)}::${key.type}, ${add(place.id)})`
    conditions.push(`(${key.sql}, task_id) ${order === 'asc' ? '>' : '<'} ${after}`)
  }

  const inOrder = (name: string) => `order by ${name} ${order}, task_id ${order}`
  const statuses = status === 'all' ? "'open', 'done'" : `'${status}'`
  const sql = `
    select coalesce(json_agg(task ${inOrder('key')}), '[]')::text from (
      select page.* from unnest(array[${statuses}]) as wanted (status) cross join lateral (
        select task, task_id, ${key.sql} as key from task_search
        where ${conditions.join(' and ')}
        ${inOrder(key.sql)} limit $2::text::int
      ) as page
      ${inOrder('key')} limit $2::text::int
    ) as found`
  return { sql, parameters }
}
