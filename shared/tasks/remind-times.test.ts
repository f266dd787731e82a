import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { remindTimes } from './remind-times.ts'

const at = (task: Parameters<typeof remindTimes>[0]) => remindTimes(task).map(({ remindAt }) => remindAt)

describe('the moments to remind of a task', () => {
  test('are none without a due date or without reminders', () => {
    expect(at({ dueAt: null, allDay: false, timeZone: 'UTC', remindBefore: [] })).toEqual([])
    expect(at({ dueAt: '2026-03-01T09:00:00Z', allDay: false, timeZone: 'UTC', remindBefore: [] })).toEqual([])
  })

  test('count back from the due time', () => {
    const task = { dueAt: '2026-03-01T09:00:00Z', allDay: false, timeZone: 'Asia/Karachi', remindBefore: [1440, 30, 0] }
    expect(remindTimes(task)).toEqual([
      { minutes: 1440, remindAt: '2026-02-28T09:00:00Z' },
      { minutes: 30, remindAt: '2026-03-01T08:30:00Z' },
      { minutes: 0, remindAt: '2026-03-01T09:00:00Z' },
    ])
  })

  test('count back from 09:00 of an all-day task, a day being a day of the calendar', () => {
    // Clocks in London go forward on 29 March at 01:00.
    const task = { dueAt: '2026-03-29T00:00:00Z', allDay: true, timeZone: 'Europe/London', remindBefore: [1440, 60, 0] }
    expect(at(task)).toEqual(['2026-03-28T09:00:00Z', '2026-03-29T07:00:00Z', '2026-03-29T08:00:00Z'])
  })

  test('are 09:00 also on a day that begins at 01:00', () => {
    const dueAt = Temporal.PlainDate.from('2026-03-29').toZonedDateTime('Asia/Beirut').toInstant().toString()
    expect(at({ dueAt, allDay: true, timeZone: 'Asia/Beirut', remindBefore: [0] })).toEqual(['2026-03-29T06:00:00Z'])
  })

  test('are never later than what they count back from, and earlier for more minutes', () => {
    const anyTask = fc.record({
      dueAt: fc
        .date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      allDay: fc.boolean(),
      timeZone: fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'),
      remindBefore: fc.uniqueArray(fc.integer({ min: 0, max: 525_600 }), { maxLength: 5 }),
    })
    fc.assert(
      fc.property(anyTask, (task) => {
        const times = remindTimes(task)
        expect(times.map(({ minutes }) => minutes)).toEqual(task.remindBefore)
        const [atTheTime] = remindTimes({ ...task, remindBefore: [0] })
        for (const { minutes, remindAt } of times) {
          const before = (Date.parse(atTheTime?.remindAt ?? '') - Date.parse(remindAt)) / 60_000
          // Of an all-day task a change of the clocks can lie in between.
          expect(Math.abs(before - minutes)).toBeLessThanOrEqual(task.allDay ? 25 * 60 : 0)
          expect(before).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})
