import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { jsonRows } from '../database/json-rows.ts'
import { asWritten, queryJson } from '../database/query-json.ts'
import { batched } from '../function/batched.ts'
import type { Task } from '../tasks/task.ts'

/** One thing that happened to a task. */
export interface AuditEntry {
  taskId: string
  /** The task's version after it. */
  version: number
  /** The event's type, such as `dev.catnap.task.completed.v1`. */
  type: string
  /** Names of the fields that differ from before. */
  changed: string[]
  /** Who did it: `user`, or the name of a function. */
  by: string
  /** The moment of the change. */
  at: string
  /** The whole task after it. */
  task: Task
}

/** What happened to each task, never changed and never forgotten. */
export interface AuditLog {
  /** Recording a version again changes nothing. */
  record(entry: UserEntry): Promise<void>
  /** What happened to a user's task, oldest first; empty for a task the user does not have. */
  history(user: string, taskId: string): Promise<AuditEntry[]>
}

const Entries = v.array(
  v.object({
    taskId: v.string(),
    version: v.number(),
    type: v.string(),
    changed: v.array(v.string()),
    by: v.string(),
    at: v.string(),
    task: asWritten<Task>(),
  }),
)

export function auditLog(database: Database): AuditLog {
  const recordTogether = batched(async (entries: readonly UserEntry[]) => {
    for (const rows of jsonRows(entries.map(rowOf), entries.length)) await database.query(record, [rows])
    return entries
  })
  return {
    async record(entry) {
      await recordTogether(entry)
    },
    history: (user, taskId) => queryJson(database, Entries, history, [user, taskId]),
  }
}

type UserEntry = AuditEntry & { user: string }

function rowOf({ user, taskId, version, type, changed, by, at, task }: UserEntry) {
  // As text in the text: JSON of any task then passes through Postgres untouched.
  const [changedText, taskText] = [JSON.stringify(changed), JSON.stringify(task)]
  return { user_id: user, task_id: taskId, version, type, changed_by: by, at, changed: changedText, task: taskText }
}

const record = `
  with recorded as (
    insert into audit (user_id, task_id, version, type, changed_by, at, changed, task)
    select user_id, task_id, version, type, changed_by, at, changed::json, task::json
    from jsonb_to_recordset($1::text::jsonb) as e (
      user_id text, task_id text, version bigint, type text, changed_by text, at text, changed text, task text)
    on conflict (user_id, task_id, version) do nothing
    returning 1
  )
  select count(*)::int from recorded`

const history = `
  select coalesce(json_agg(json_build_object('taskId', task_id, 'version', version, 'type', type, 'changed', changed,
    'by', changed_by, 'at', at, 'task', task) order by version), '[]')::text
  from audit where user_id = $1 and task_id = $2`
