import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { asWritten, queryJson } from '../database/query-json.ts'
import { RuleError } from '../tasks/rule-error.ts'
import type { Task } from '../tasks/task.ts'
import { isBigint } from './bigint.ts'

/** A task as it is now, or as it was last when `deleted`, with the cursor of its latest change. */
export interface Change {
  task: Task
  deleted: boolean
  cursor: string
}

const pageSize = 500

const Changes = v.object({
  since: v.string(),
  changes: v.array(v.object({ task: asWritten<Task>(), deleted: v.boolean(), cursor: v.string() })),
})

/** What changed after the cursor; see `SearchIndex`. Throws a RuleError for a cursor that is no whole number. */
export async function changesSince(
  database: Database,
  user: string,
  cursor: string | null,
): Promise<{ cursor: string; changes: Change[] }> {
  if (cursor === null) return { cursor: await queryJson(database, v.string(), latest, [user]), changes: [] }
  if (!isBigint(cursor) || cursor.startsWith('-')) {
    throw new RuleError({ field: 'cursor', rule: 'must be a cursor that came with a change' })
  }
  const all: Change[] = []
  for (let from = cursor; ; ) {
    const { since, changes } = await queryJson(database, Changes, later, [user, from, pageSize])
    all.push(...changes)
    from = all.at(-1)?.cursor ?? since
    if (changes.length < pageSize) return { cursor: from, changes: all }
  }
}

const latest = `select to_json(coalesce(max(change), 0)::text)::text from task_search where user_id = $1`

/**
 * Changes of one user become visible in the order of their numbers (see `put.ts`), so none is skipped and nothing needs to
 * be read twice. The sequence outlives the table; a number beyond it comes from a database that is gone.
 */
const later = `
  with since as (
    select case when $2::text::bigint > last_value then 0 else $2::text::bigint end as number from task_search_change
  ), later as (
    select task, deleted, change from task_search
    where user_id = $1 and change > (select number from since) order by change limit $3::text::int
  )
  select json_build_object(
    'since', (select number::text from since),
    'changes', coalesce(
      (select json_agg(json_build_object('task', task, 'deleted', deleted, 'cursor', change::text) order by change) from later),
      '[]')
  )::text`
