import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { ChangeType, Command, TaskChange } from './command.ts'
import { restartedSeriesId } from './occurrence-id.ts'
import { parseOrThrow } from './parse.ts'
import { RuleError } from './rule-error.ts'
import { patched, type Settable, settled } from './settle.ts'
import { NewTask, type Task, TaskId, TaskPatch } from './task.ts'

const WithId = v.strictObject({ id: TaskId })

export interface CommandContext {
  /** The moment of the change, an instant. */
  now: string
  /** Makes the id of a new task that brings none. */
  newId: () => string
}

/**
 * What a command does to a task, as a pure function: the input is never changed. Null when there is nothing to change.
 * Throws a RuleError when the command breaks a rule.
 * @param current the task as it is, of `restore` as it was when deleted; undefined when there is none
 */
export async function applyCommand(
  current: Task | undefined,
  command: Command,
  context: CommandContext,
): Promise<TaskChange | null> {
  const { now } = context
  if (command.type === 'create') return create(current, command, context)
  if (!current) throw new RuleError({ field: 'id', rule: 'must be the id of a task; there is none with it' })
  switch (command.type) {
    case 'update':
      return update(current, parseOrThrow(TaskPatch, command.patch), now)
    case 'complete':
      return current.status === 'done'
        ? null
        : changeOf('completed', current, { status: 'done', completedAt: now }, now)
    case 'reopen':
      return current.status === 'open'
        ? null
        : changeOf('reopened', current, { status: 'open', completedAt: null }, now)
    case 'delete':
      return changeOf('deleted', current, {}, now)
    case 'restore': {
      const { task } = changeOf('created', current, {}, now)
      return created(task)
    }
  }
}

async function create(
  current: Task | undefined,
  command: Extract<Command, { type: 'create' }>,
  { now, newId }: CommandContext,
): Promise<TaskChange> {
  if (current) throw new RuleError({ field: 'id', rule: 'must be a new id; there is a task with it' })
  const { id } = parseOrThrow(WithId, { id: command.id ?? newId() })
  const fields = await settled(parseOrThrow(NewTask, command.task), { now })
  return created({
    id,
    ...fields,
    status: 'open',
    completedAt: null,
    seriesId: fields.recurrence && id,
    occurrence: fields.recurrence && 1,
    version: 1,
    createdAt: now,
    updatedAt: now,
  })
}

async function update(current: Task, patch: TaskPatch, now: string): Promise<TaskChange | null> {
  const before = pickSettable(current)
  const fields = await settled(patched(before, patch), { before, now })
  const change = changeOf('updated', current, { ...fields, ...seriesAfter(current, fields) }, now)
  return change.changed.length === 0 ? null : change
}

/** Which series a task belongs to: a changed recurrence starts a new one, in which this task is the first. */
function seriesAfter(current: Task, { recurrence }: Pick<Task, 'recurrence'>): Pick<Task, 'seriesId' | 'occurrence'> {
  if (recurrence === null) return { seriesId: null, occurrence: null }
  if (isDeepStrictEqual(recurrence, current.recurrence))
    return { seriesId: current.seriesId, occurrence: current.occurrence }
  return { seriesId: restartedSeriesId(current.id, current.version + 1), occurrence: 1 }
}

function changeOf(type: ChangeType, current: Task, fields: Partial<Task>, now: string): TaskChange {
  const task: Task = { ...current, ...fields, version: current.version + 1, updatedAt: now }
  return { type, task, changed: fieldsOf(task).filter((field) => !isDeepStrictEqual(task[field], current[field])) }
}

function created(task: Task): TaskChange {
  return { type: 'created', task, changed: fieldsOf(task) }
}

/** All fields but those that differ with every change. */
function fieldsOf(task: Task): (keyof Task)[] {
  return (Object.keys(task) as (keyof Task)[]).filter((field) => field !== 'version' && field !== 'updatedAt')
}

function pickSettable(task: Task): Settable {
  const { title, description, priority, tags, dueAt, allDay, timeZone, remindBefore, recurrence } = task
  return { title, description, priority, tags, dueAt, allDay, timeZone, remindBefore, recurrence }
}
