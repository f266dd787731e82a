import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextOccurrence } from './next-occurrence.ts'
import { occurrenceId } from './occurrence-id.ts'
import type { Task } from './task.ts'

const id = '0197f0a0-0000-7000-8000-000000000001'

function doneTask({
  rule = 'FREQ=DAILY',
  anchor = 'due' as 'due' | 'completion',
  ...fields
}: Partial<Task> & { rule?: string; anchor?: 'due' | 'completion' }): Task {
  return {
    id,
    title: 'Water the plants',
    description: 'all of them',
    status: 'done',
    completedAt: '2026-03-10T10:00:00Z',
    priority: 'high',
    tags: ['home'],
    dueAt: '2026-03-10T09:00:00Z',
    allDay: false,
    timeZone: 'Europe/London',
    remindBefore: [60, 0],
    recurrence: { rule, anchor },
    seriesId: id,
    occurrence: 1,
    version: 4,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-03-10T10:00:00Z',
    ...fields,
  }
}

const nextDue = async (fields: Parameters<typeof doneTask>[0], now = fields.completedAt ?? '2026-03-10T10:00:00Z') =>
  (await nextOccurrence(doneTask(fields), { now }))?.dueAt

describe('completing a repeated task', () => {
  const now = '2026-03-10T10:00:05Z'

  test('creates the next as a new open task with all else as before', async () => {
    const done = doneTask({ occurrence: 3 })
    expect(await nextOccurrence(done, { now })).toEqual({
      ...done,
      id: occurrenceId(id, 4),
      status: 'open',
      completedAt: null,
      dueAt: '2026-03-11T09:00:00Z',
      occurrence: 4,
      version: 1,
      createdAt: now,
      updatedAt: now,
    })
  })

  test('creates the same task however often it is asked', async () => {
    const one = await nextOccurrence(doneTask({}), { now })
    const other = await nextOccurrence(doneTask({}), { now: '2026-03-25T00:00:00Z' })
    expect(other?.id).toBe(one?.id)
  })

  test('creates nothing for a task that is not repeated', async () => {
    expect(await nextOccurrence(doneTask({ recurrence: null, seriesId: null, occurrence: null }), { now })).toBeNull()
  })

  test('creates nothing once COUNT are made', async () => {
    expect(await nextDue({ rule: 'FREQ=DAILY;COUNT=3', occurrence: 2 })).toBe('2026-03-11T09:00:00Z')
    expect(await nextDue({ rule: 'FREQ=DAILY;COUNT=3', occurrence: 3 })).toBeUndefined()
  })

  test('creates nothing after UNTIL', async () => {
    expect(await nextDue({ rule: 'FREQ=DAILY;UNTIL=20260311' })).toBe('2026-03-11T09:00:00Z')
    expect(await nextDue({ rule: 'FREQ=DAILY;UNTIL=20260310' })).toBeUndefined()
  })
})

describe('counting from the due date', () => {
  test.each([
    ['done on time', 'FREQ=DAILY;INTERVAL=3', '2026-03-10T09:30:00Z', '2026-03-13T09:00:00Z'],
    ['done early', 'FREQ=DAILY;INTERVAL=3', '2026-03-01T09:30:00Z', '2026-03-13T09:00:00Z'],
    ['done late', 'FREQ=DAILY;INTERVAL=3', '2026-03-17T09:30:00Z', '2026-03-19T09:00:00Z'],
    ['done late, at the very time', 'FREQ=DAILY;INTERVAL=3', '2026-03-16T09:00:00Z', '2026-03-16T09:00:00Z'],
    ['after the clocks changed', 'FREQ=WEEKLY', '2026-03-25T00:00:00Z', '2026-03-31T08:00:00Z'],
    ['a million hours late', 'FREQ=HOURLY', '2140-03-10T09:30:00Z', '2140-03-10T10:00:00Z'],
    ['at the end of the month', 'FREQ=MONTHLY;BYDAY=-1FR', '2026-03-10T09:30:00Z', '2026-03-27T09:00:00Z'],
  ])('%s: %s', async (_, rule, completedAt, dueAt) => {
    expect(await nextDue({ rule, completedAt })).toBe(dueAt)
  })

  test('an all-day task can be due today, but not before', async () => {
    const fields = { allDay: true, timeZone: 'America/New_York', dueAt: '2026-03-02T05:00:00Z' }
    // 23:00 in New York on the 10th.
    expect(await nextDue({ ...fields, completedAt: '2026-03-11T03:00:00Z' })).toBe('2026-03-10T04:00:00Z')
  })

  test('keeps to the 31st, though shorter months have none', async () => {
    const fields = { rule: 'FREQ=MONTHLY', dueAt: '2026-01-31T09:00:00Z', completedAt: '2026-01-31T10:00:00Z' }
    expect(await nextDue(fields)).toBe('2026-03-31T08:00:00Z')
  })
})

describe('counting from the completion', () => {
  const anchor = 'completion'
  test.each([
    ['late', 'FREQ=DAILY;INTERVAL=3', '2026-03-17T20:00:00Z', '2026-03-20T09:00:00Z'],
    ['on the day, before its time', 'FREQ=DAILY', '2026-03-10T08:00:00Z', '2026-03-11T09:00:00Z'],
    ['early', 'FREQ=DAILY;INTERVAL=3', '2026-03-01T20:00:00Z', '2026-03-04T09:00:00Z'],
    [
      'early, but not for the date that is done',
      'FREQ=WEEKLY;BYDAY=TU',
      '2026-03-05T20:00:00Z',
      '2026-03-17T09:00:00Z',
    ],
    ['over a change of the clocks', 'FREQ=WEEKLY;INTERVAL=2', '2026-03-17T20:00:00Z', '2026-03-31T08:00:00Z'],
    ['by the hour', 'FREQ=HOURLY;INTERVAL=4', '2026-03-10T10:20:30Z', '2026-03-10T14:20:00Z'],
    ['with several times a day', 'FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0', '2026-03-10T10:00:00Z', '2026-03-10T17:00:00Z'],
  ])('done %s: %s', async (_, rule, completedAt, dueAt) => {
    expect(await nextDue({ rule, anchor, completedAt })).toBe(dueAt)
  })

  test('is counted in the zone of the task', async () => {
    const fields = {
      rule: 'FREQ=DAILY',
      anchor,
      allDay: true,
      timeZone: 'America/New_York',
      dueAt: '2026-03-02T05:00:00Z',
    } as const
    expect(await nextDue({ ...fields, completedAt: '2026-03-11T03:00:00Z' })).toBe('2026-03-11T04:00:00Z')
  })

  test('is not in the past when it is made long after', async () => {
    const fields = { rule: 'FREQ=DAILY;INTERVAL=3', anchor, completedAt: '2026-03-10T10:00:00Z' } as const
    expect(await nextDue(fields, '2026-03-14T00:00:00Z')).toBe('2026-03-16T09:00:00Z')
  })
})

describe('a time that clocks skip', () => {
  test('comes back with the occurrence after, for it is written into the rule', async () => {
    const first = doneTask({ dueAt: '2026-03-28T01:30:00Z', completedAt: '2026-03-28T02:00:00Z' })
    const second = await nextOccurrence(first, { now: '2026-03-28T02:00:00Z' })
    expect(second).toMatchObject({
      dueAt: '2026-03-29T01:30:00Z',
      recurrence: { rule: 'FREQ=DAILY;BYHOUR=1;BYMINUTE=30' },
    })
    const third =
      second &&
      (await nextOccurrence({ ...second, status: 'done', completedAt: second.dueAt }, { now: '2026-03-29T02:00:00Z' }))
    expect(third?.dueAt).toBe('2026-03-30T00:30:00Z')
  })

  test('is no time to count on from', async () => {
    // At 01:30 on the day of completion there was no such time in London.
    const fields = { anchor: 'completion', dueAt: '2026-03-20T01:30:00Z', completedAt: '2026-03-29T12:00:00Z' } as const
    expect(await nextDue(fields)).toBe('2026-03-30T00:30:00Z')
  })
})

describe('the next occurrence', () => {
  const anyDone = fc
    .record({
      rule: fc.constantFrom(
        'FREQ=DAILY',
        'FREQ=WEEKLY;INTERVAL=2',
        'FREQ=WEEKLY;BYDAY=MO,FR',
        'FREQ=MONTHLY;BYMONTHDAY=31',
        'FREQ=YEARLY',
        'FREQ=HOURLY;INTERVAL=7',
      ),
      timeZone: fc.constantFrom(
        'Europe/London',
        'America/New_York',
        'Asia/Karachi',
        'Australia/Lord_Howe',
        'Pacific/Apia',
      ),
      anchor: fc.constantFrom('due' as const, 'completion' as const),
      due: fc.date({ min: new Date('2010-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      lateMinutes: fc.integer({ min: -100_000, max: 10_000_000 }),
      handledMinutes: fc.integer({ min: 0, max: 10_000 }),
    })
    .map(({ due, lateMinutes, handledMinutes, ...fields }) => {
      const dueAt = Temporal.Instant.from(due.toISOString())
      const completedAt = dueAt.add({ minutes: lateMinutes })
      const now = completedAt.add({ minutes: handledMinutes })
      return {
        done: doneTask({ ...fields, dueAt: dueAt.toString(), completedAt: completedAt.toString() }),
        now: now.toString(),
      }
    })

  const isLater = (one: string | null | undefined, other: string | null) =>
    Date.parse(one ?? '') > Date.parse(other ?? '')

  test('is later than the one that is done, and never in the past', async () => {
    await fc.assert(
      fc.asyncProperty(anyDone, async ({ done, now }) => {
        const next = await nextOccurrence(done, { now })
        expect(isLater(now, next?.dueAt ?? null)).toBe(false)
        const countedFrom = done.recurrence?.anchor === 'due' ? done.dueAt : done.completedAt
        expect(isLater(next?.dueAt, countedFrom)).toBe(true)
        expect(next?.dueAt).not.toBe(done.dueAt)
      }),
    )
  })

  test('is at the same time on the clock year in, year out', async () => {
    await fc.assert(
      fc.asyncProperty(anyDone, async ({ done }) => {
        fc.pre(!done.recurrence?.rule.startsWith('FREQ=HOURLY'))
        const local = (task: Task) => Temporal.Instant.from(task.dueAt ?? '').toZonedDateTimeISO(task.timeZone)
        const time = local(done).toPlainTime()
        let task = done
        for (let round = 0; round < 20; round++) {
          const next = await nextOccurrence({ ...task, completedAt: task.dueAt }, { now: task.dueAt ?? '' })
          if (!next) throw new Error('the series ended')
          const onClock = local(next).toPlainTime()
          expect(onClock.equals(time) || local(next).hoursInDay < 24, `${next.dueAt}`).toBe(true)
          task = next
        }
      }),
      { numRuns: 40 },
    )
  })
})
