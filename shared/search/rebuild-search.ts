import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { queryJson } from '../database/query-json.ts'
import { Instant, Task } from '../tasks/task.ts'
import { putTasks, type UserEntry } from './put.ts'

export interface Rebuilt {
  /** How many tasks were read from the truth, deleted ones included. */
  tasks: number
  /** How many rows had no truth any more. */
  removed: number
  /** Keys whose value is no task as `shared/tasks` knows it; they are left out. */
  broken: string[]
}

const pageSize = 200

const Page = v.array(v.object({ key: v.string(), value: v.string() }))
const Truth = v.object({ task: Task, deletedAt: v.optional(Instant) })

/**
 * Makes the read model anew from the tasks in Dapr's state store: its table `state` (state.postgresql v2, no key prefix) in
 * the same database. Changes that happen meanwhile are safe: a row is never replaced by an older version, and the truth is
 * always written before the event that brings it here.
 */
export async function rebuildSearch(database: Database): Promise<Rebuilt> {
  const removed = await queryJson(database, v.number(), removeOrphans)
  const rebuilt: Rebuilt = { tasks: 0, removed, broken: [] }
  for (let after = ''; ; ) {
    const page = await queryJson(database, Page, nextPage, [after, pageSize])
    const entries = page.flatMap(({ key, value }) => {
      const entry = entryOf(key, value)
      if (!entry) rebuilt.broken.push(key)
      return entry ?? []
    })
    await putTasks(database, entries, { rewrite: true })
    rebuilt.tasks += entries.length
    const last = page.at(-1)
    if (!last || page.length < pageSize) return rebuilt
    after = last.key
  }
}

/** `task:<user>:<id>`: a user's name may hold colons, an id does not. */
function entryOf(key: string, base64: string): UserEntry | null {
  const user = key.match(/^task:(.*):[^:]*$/s)?.[1]
  const truth = v.safeParse(Truth, parseJson(Buffer.from(base64, 'base64').toString()))
  if (user === undefined || !truth.success) return null
  const { task, deletedAt } = truth.output
  return { user, task, deleted: deletedAt !== undefined }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const removeOrphans = `
  with gone as (
    delete from task_search where not exists (
      select from state where state.key = 'task:' || task_search.user_id || ':' || task_search.task_id)
    returning 1
  )
  select count(*)::text from gone`

/** In the order of the key's index, whatever the database's collation; bytes in base64, since any value may be broken. */
const nextPage = `
  select coalesce(json_agg(json_build_object('key', key, 'value', encode(value, 'base64')) order by key), '[]')::text
  from (select key, value from state where key > $1 and key like 'task:%' order by key limit $2::text::int) as page`
