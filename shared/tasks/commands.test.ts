import { describe, expect, test } from 'vitest'
import type { TaskChange } from './command.ts'
import { applyCommand } from './commands.ts'
import { RuleError, type Violation } from './rule-error.ts'
import type { NewTask, Task, TaskPatchInput } from './task.ts'

const now = '2026-03-10T10:00:00Z'
const later = '2026-03-11T10:00:00Z'
const id = '0197f0a0-0000-7000-8000-000000000001'

async function created(task: NewTask): Promise<Task> {
  return must(await applyCommand(undefined, { type: 'create', task }, { now, newId: () => id })).task
}

const apply = (current: Task | undefined, type: 'complete' | 'reopen' | 'delete' | 'restore') =>
  applyCommand(current, { type, id }, { now: later, newId: () => id })

const update = (current: Task, patch: TaskPatchInput) =>
  applyCommand(current, { type: 'update', id, patch }, { now: later, newId: () => id })

function must(change: TaskChange | null): TaskChange {
  if (!change) throw new Error('nothing changed')
  return change
}

async function refusal(promise: Promise<unknown>): Promise<readonly Violation[]> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RuleError)) throw new Error('not refused by a rule', { cause: error })
  return error.violations
}

describe('creating a task', () => {
  test('fills in what was left out', async () => {
    expect(await created({ title: 'Water the plants' })).toEqual({
      id,
      title: 'Water the plants',
      description: '',
      status: 'open',
      completedAt: null,
      priority: 'medium',
      tags: [],
      dueAt: null,
      allDay: false,
      timeZone: 'UTC',
      remindBefore: [],
      recurrence: null,
      seriesId: null,
      occurrence: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    })
  })

  test('names every field as changed', async () => {
    const change = must(
      await applyCommand(undefined, { type: 'create', task: { title: 'x' } }, { now, newId: () => id }),
    )
    expect(change.type).toBe('created')
    expect(change.changed).toHaveLength(15)
    expect(change.changed).not.toContain('version')
  })

  test('takes the id it is given', async () => {
    const given = '0197f0a0-0000-7000-8000-00000000000a'
    const change = await applyCommand(
      undefined,
      { type: 'create', id: given, task: { title: 'x' } },
      { now, newId: () => id },
    )
    expect(change?.task.id).toBe(given)
  })

  test('is refused for an id that is none, or is taken', async () => {
    const command = { type: 'create', id: 'mine', task: { title: 'x' } } as const
    expect(await refusal(applyCommand(undefined, command, { now, newId: () => id }))).toEqual([
      { field: 'id', rule: 'must be a task id (a UUID)' },
    ])
    const task = await created({ title: 'x' })
    expect(await refusal(applyCommand(task, { ...command, id }, { now, newId: () => id }))).toMatchObject([
      { field: 'id' },
    ])
  })

  test('puts an all-day task at the start of its day in its zone', async () => {
    const task = await created({
      title: 'x',
      dueAt: '2026-03-12T01:30:00Z',
      allDay: true,
      timeZone: 'America/New_York',
    })
    expect(task.dueAt).toBe('2026-03-11T04:00:00Z')
  })

  test.each<[NewTask, string, string]>([
    [{ title: 'x', allDay: true }, 'dueAt', 'is needed for an all-day task'],
    [{ title: 'x', remindBefore: [10] }, 'remindBefore', 'needs dueAt, from which the minutes are counted'],
  ])('%j is refused at %s', async (task, field, rule) => {
    expect(await refusal(created(task))).toEqual([{ field, rule }])
  })
})

describe('creating a repeated task', () => {
  const repeated = (rule: string, task: Partial<NewTask> = {}) =>
    created({ title: 'x', timeZone: 'America/New_York', ...task, recurrence: { rule } })

  test('makes it the first of its own series', async () => {
    expect(await repeated('FREQ=DAILY')).toMatchObject({
      seriesId: id,
      occurrence: 1,
      recurrence: { rule: 'FREQ=DAILY', anchor: 'due' },
    })
  })

  test.each([
    ['FREQ=DAILY', '2026-03-10T04:00:00Z', true],
    ['FREQ=WEEKLY;BYDAY=FR', '2026-03-13T04:00:00Z', true],
    ['FREQ=MONTHLY;BYMONTHDAY=1', '2026-04-01T04:00:00Z', true],
    ['FREQ=DAILY;BYHOUR=9;BYMINUTE=0', '2026-03-10T13:00:00Z', false],
    ['FREQ=HOURLY;INTERVAL=2', '2026-03-10T10:00:00Z', false],
  ])('without a due date is due when %s first occurs: %s', async (rule, dueAt, allDay) => {
    expect(await repeated(rule)).toMatchObject({ dueAt, allDay })
  })

  test('keeps its due date, be it an occurrence of the rule or not', async () => {
    const task = await repeated('FREQ=WEEKLY;BYDAY=MO', { dueAt: '2026-03-12T15:00:00Z' })
    expect(task.dueAt).toBe('2026-03-12T15:00:00Z')
  })

  test.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', undefined],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-03-12T15:00:00Z'],
    ['FREQ=DAILY;UNTIL=20260309', undefined],
    ['FREQ=DAILY;UNTIL=20260311', '2026-03-12T15:00:00Z'],
  ])('is refused when %s never occurs from then on (%s)', async (rule, dueAt) => {
    const [violation] = await refusal(repeated(rule, dueAt ? { dueAt } : {}))
    expect(violation).toMatchObject({ field: 'recurrence.rule', rule: expect.stringContaining('this rule never does') })
  })

  test('is refused for hours on an all-day task', async () => {
    const [violation] = await refusal(repeated('FREQ=DAILY;BYHOUR=9', { dueAt: now, allDay: true }))
    expect(violation?.field).toBe('recurrence.rule')
  })
})

describe('updating a task', () => {
  test('names exactly the fields that differ', async () => {
    const task = await created({ title: 'x', tags: ['home'] })
    const change = must(await update(task, { title: 'y', tags: ['HOME'], priority: 'medium' }))
    expect(change).toMatchObject({
      type: 'updated',
      changed: ['title'],
      task: { title: 'y', version: 2, updatedAt: later, createdAt: now },
    })
  })

  test('is nothing when nothing differs', async () => {
    const task = await created({ title: 'x', recurrence: { rule: 'FREQ=DAILY' } })
    expect(await update(task, {})).toBeNull()
    expect(await update(task, { title: ' x ', recurrence: { rule: 'freq=daily', anchor: 'due' } })).toBeNull()
  })

  test('works on a done task', async () => {
    const done = must(await apply(await created({ title: 'x' }), 'complete')).task
    expect(must(await update(done, { title: 'y' })).task).toMatchObject({ title: 'y', status: 'done' })
  })

  test('is refused for fields that a person does not set', async () => {
    const task = await created({ title: 'x' })
    const patch = { status: 'done' } as TaskPatchInput
    expect(await refusal(update(task, patch))).toMatchObject([
      { field: 'status', rule: expect.stringContaining('known are title') },
    ])
  })

  test('is refused for a task that is not there', async () => {
    const command = { type: 'update', id, patch: {} } as const
    expect(await refusal(applyCommand(undefined, command, { now, newId: () => id }))).toMatchObject([{ field: 'id' }])
  })
})

describe('changing when a task is due', () => {
  const allDay = () =>
    created({ title: 'x', dueAt: '2026-03-12T12:00:00Z', allDay: true, timeZone: 'America/New_York' })

  test('of an all-day task moves to the start of the new day', async () => {
    const change = must(await update(await allDay(), { dueAt: '2026-03-20T20:00:00Z' }))
    expect(change).toMatchObject({ changed: ['dueAt'], task: { dueAt: '2026-03-20T04:00:00Z', allDay: true } })
  })

  test('keeps an all-day task on its day when its zone changes', async () => {
    const change = must(await update(await allDay(), { timeZone: 'Asia/Karachi' }))
    expect(change).toMatchObject({ changed: ['dueAt', 'timeZone'], task: { dueAt: '2026-03-11T19:00:00Z' } })
  })

  test('keeps the moment of a task with a time when its zone changes', async () => {
    const task = await created({ title: 'x', dueAt: '2026-03-12T12:00:00Z' })
    expect(must(await update(task, { timeZone: 'Asia/Karachi' })).changed).toEqual(['timeZone'])
  })

  test('to all day moves it to the start of its day', async () => {
    const task = await created({ title: 'x', dueAt: '2026-03-12T12:00:00Z' })
    expect(must(await update(task, { allDay: true })).task).toMatchObject({
      allDay: true,
      dueAt: '2026-03-12T00:00:00Z',
    })
  })

  test('to never makes an all-day task one of no day', async () => {
    expect(must(await update(await allDay(), { dueAt: null })).task).toMatchObject({ dueAt: null, allDay: false })
  })

  test('to never is refused while reminders or repeats count from it', async () => {
    const reminded = await created({ title: 'x', dueAt: later, remindBefore: [0] })
    expect(await refusal(update(reminded, { dueAt: null }))).toMatchObject([{ field: 'remindBefore' }])
    expect(must(await update(reminded, { dueAt: null, remindBefore: [] })).changed).toEqual(['dueAt', 'remindBefore'])
    const repeated = await created({ title: 'x', dueAt: later, recurrence: { rule: 'FREQ=DAILY' } })
    expect(await refusal(update(repeated, { dueAt: null }))).toMatchObject([{ field: 'dueAt' }])
    expect(must(await update(repeated, { dueAt: null, recurrence: null })).task.seriesId).toBeNull()
  })

  test('beyond the end of its rule is allowed: it was the last', async () => {
    const task = await created({ title: 'x', dueAt: later, recurrence: { rule: 'FREQ=DAILY;UNTIL=20260312' } })
    expect(must(await update(task, { dueAt: '2026-03-14T10:00:00Z' })).changed).toEqual(['dueAt'])
  })

  test('leaves series and number alone', async () => {
    const task = await created({ title: 'x', dueAt: later, recurrence: { rule: 'FREQ=DAILY' } })
    expect(must(await update(task, { dueAt: '2026-03-14T10:00:00Z' })).task).toMatchObject({
      seriesId: id,
      occurrence: 1,
    })
  })
})

describe('changing how a task repeats', () => {
  const third = async (): Promise<Task> => ({
    ...(await created({ title: 'x', dueAt: later, recurrence: { rule: 'FREQ=DAILY;COUNT=5' } })),
    occurrence: 3,
  })

  test('starts a series anew, so that no occurrence meets the id of an older one', async () => {
    const first = must(await update(await third(), { recurrence: { rule: 'FREQ=WEEKLY' } })).task
    const second = must(await update(first, { recurrence: { rule: 'FREQ=DAILY' } })).task
    expect([first.occurrence, second.occurrence]).toEqual([1, 1])
    expect(new Set([id, first.seriesId, second.seriesId]).size).toBe(3)
  })

  test('to not at all leaves the series', async () => {
    const change = must(await update(await third(), { recurrence: null }))
    expect(change.task).toMatchObject({ recurrence: null, seriesId: null, occurrence: null, dueAt: later })
    expect(change.changed).toEqual(['recurrence', 'seriesId', 'occurrence'])
  })

  test('gives a task without due date its first', async () => {
    const change = must(await update(await created({ title: 'x' }), { recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR' } }))
    expect(change.task).toMatchObject({ dueAt: '2026-03-13T00:00:00Z', allDay: true, occurrence: 1 })
    expect(change.changed).toEqual(['dueAt', 'allDay', 'recurrence', 'seriesId', 'occurrence'])
  })

  test('is refused for a rule that has no occurrence any more', async () => {
    expect(await refusal(update(await third(), { recurrence: { rule: 'FREQ=DAILY;UNTIL=20260310' } }))).toMatchObject([
      { field: 'recurrence.rule' },
    ])
  })
})

describe('completing, reopening, deleting and restoring', () => {
  test('change status and moment of completion', async () => {
    const done = must(await apply(await created({ title: 'x' }), 'complete'))
    expect(done).toMatchObject({
      type: 'completed',
      changed: ['status', 'completedAt'],
      task: { status: 'done', completedAt: later, version: 2 },
    })
    expect(await apply(done.task, 'complete')).toBeNull()
    const open = must(await apply(done.task, 'reopen'))
    expect(open).toMatchObject({
      type: 'reopened',
      changed: ['status', 'completedAt'],
      task: { status: 'open', completedAt: null, version: 3 },
    })
    expect(await apply(open.task, 'reopen')).toBeNull()
  })

  test('give the task as it was, with its version counted on', async () => {
    const task = await created({ title: 'x' })
    const deleted = must(await apply(task, 'delete'))
    expect(deleted).toEqual({ type: 'deleted', changed: [], task: { ...task, version: 2, updatedAt: later } })
    const restored = must(await apply(deleted.task, 'restore'))
    expect(restored).toMatchObject({ type: 'created', task: { ...task, version: 3, updatedAt: later } })
    expect(restored.changed).toHaveLength(15)
  })

  test.each(['complete', 'reopen', 'delete', 'restore'] as const)(
    'to %s a task that is not there is refused',
    async (type) => {
      expect(await refusal(apply(undefined, type))).toMatchObject([{ field: 'id' }])
    },
  )
})
