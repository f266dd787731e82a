import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { jsonRows } from '../database/json-rows.ts'
import { queryJson } from '../database/query-json.ts'
import type { Task } from '../tasks/task.ts'
import { fold } from './fold.ts'
import { microseconds, priorityRank } from './sort-keys.ts'

export interface UserEntry {
  user: string
  task: Task
  deleted: boolean
}

/** Gives the cursor of a task that was put. */
export type KeptCursor = (user: string, taskId: string) => string

/** Keeps one statement short, and others' turns near. */
const entriesAtOnce = 200

/**
 * Writes entries: of each task the newest version stays. With `rewrite`, an entry of the version that is there already is
 * written again, as a rebuild needs it.
 */
export async function putTasks(
  database: Database,
  entries: readonly UserEntry[],
  { rewrite = false }: { rewrite?: boolean } = {},
): Promise<KeptCursor> {
  const cursors = new Map<string, string>()
  for (const rows of jsonRows(newestOfEach(entries).map(rowOf), entriesAtOnce)) {
    const written = await queryJson(database, Written, statement, [rows, rewrite])
    for (const { user, id, change } of written) cursors.set(placeOf(user, id), change)
  }
  return (user, id) => {
    const cursor = cursors.get(placeOf(user, id))
    if (cursor === undefined) throw new Error(`task ${id} was not put`)
    return cursor
  }
}

const Written = v.array(v.object({ user: v.string(), id: v.string(), change: v.string() }))

const placeOf = (user: string, id: string) => JSON.stringify([user, id])

/** A statement may touch a row only once. */
function newestOfEach(entries: readonly UserEntry[]): UserEntry[] {
  const newest = new Map<string, UserEntry>()
  for (const entry of entries) {
    const place = placeOf(entry.user, entry.task.id)
    const known = newest.get(place)
    if (!known || entry.task.version > known.task.version) newest.set(place, entry)
  }
  return [...newest.values()]
}

function rowOf({ user, task, deleted }: UserEntry) {
  return {
    user_id: user,
    task_id: task.id,
    version: task.version,
    deleted,
    status: task.status,
    priority: priorityRank[task.priority],
    due_at: task.dueAt && microseconds(task.dueAt),
    created_at: microseconds(task.createdAt),
    title: fold(task.title),
    description: fold(task.description),
    tags: task.tags.map(fold),
    // As text in the text: JSON of any task then passes through Postgres untouched.
    task: JSON.stringify(task),
  }
}

const parts = [
  ['title', 'A'],
  ["array_to_string(tags, ' ')", 'B'],
  ['description', 'C'],
] as const

const punctuation = `'!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~'`

/** Title, tags and description by weight: as stems, and the words as they are. */
const document = [
  ...parts.map(([text, weight]) => `setweight(to_tsvector('english', ${text}), '${weight}')`),
  ...parts.map(
    ([text, weight]) =>
      `setweight(to_tsvector('simple', translate(${text}, ${punctuation}, repeat(' ', 32))), '${weight}')`,
  ),
].join(' || ')

/** What a newer version replaces. */
const replaced = 'deleted status priority due_at created_at title description tags document task'.split(' ')

const newer = 'excluded.version > held.version or (excluded.version = held.version and $2::text::boolean)'
const replacements = replaced.map(
  (column) => `${column} = case when ${newer} then excluded.${column} else held.${column} end`,
)

/**
 * What is there already, most often written by the change itself a moment before its event, is only looked up. Every other
 * row is updated, if only to what it was: so each is returned, as it is at that moment, whoever wrote it last.
 *
 * The lock lets one write of a user through at a time, and numbers are drawn behind it, so a user's changes become visible
 * in the order of their numbers: a reader who has seen number n never misses a smaller one that is committed later.
 * Locks are taken in one order, so that writes of several users cannot wait for each other in a circle.
 */
const statement = `
  with entry as materialized (
    select * from jsonb_to_recordset($1::text::jsonb) as e (
      user_id text, task_id text, version bigint, deleted boolean, status text, priority smallint, due_at bigint,
      created_at bigint, title text, description text, tags text[], task text)
  ), known as materialized (
    select user_id, task_id, held.change
    from entry cross join lateral (
      -- One look into the primary key for each entry, whatever the planner believes of the table.
      select version, change from task_search
      where user_id = entry.user_id and task_id = entry.task_id offset 0
    ) as held
    where held.version >= entry.version and not $2::text::boolean
  ), fresh as materialized (
    select * from entry where (user_id, task_id) not in (select user_id, task_id from known)
  ), turn as materialized (
    select pg_advisory_xact_lock(7229157, users.number)
    from (select distinct hashtext(user_id) as number from fresh order by number) as users
  ), written as (
    insert into task_search as held (user_id, task_id, version, change, ${replaced.join(', ')})
    select user_id, task_id, version, nextval('task_search_change'), deleted, status, priority, due_at, created_at,
      title, description, tags, ${document}, task::json
    from fresh cross join (select count(*) from turn) as mine
    on conflict (user_id, task_id) do update set
      version = greatest(held.version, excluded.version),
      change = case when excluded.version > held.version then excluded.change else held.change end,
      ${replacements.join(', ')}
    returning user_id, task_id, change
  )
  select json_agg(json_build_object('user', user_id, 'id', task_id, 'change', change::text))::text
  from (select * from known union all select * from written) as kept`
