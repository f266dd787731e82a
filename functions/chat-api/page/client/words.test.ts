import { describe, expect, test } from 'vitest'
import type { Clock } from './calendar.ts'
import { task } from './fixtures/server.ts'
import { groupTasks } from './groups.ts'
import { reconnectDelay } from './reconnect.ts'
import { repeatWords } from './repeat-words.ts'
import { dueWords, fullDueWords, momentWords, reminderWords, upperFirst } from './words.ts'

/** A Monday. */
const clock: Clock = { now: Date.parse('2026-03-02T10:00:00Z'), timeZone: 'Europe/London', hour12: false }
const due = (dueAt: string | null, allDay = false, timeZone = 'Europe/London') => ({ dueAt, allDay, timeZone })

describe('when a task is due', () => {
  test.each([
    [due(null), null],
    [due('2026-03-02T15:00:00Z'), 'today 15:00'],
    [due('2026-03-03T00:00:00Z', true), 'tomorrow'],
    [due('2026-03-01T23:30:00Z'), 'yesterday 23:30'],
    [due('2026-03-27T15:00:00Z'), 'Fri 27 Mar 15:00'],
    [due('2026-03-30T08:00:00Z'), 'Mon 30 Mar 09:00'],
    [due('2027-01-01T09:00:00Z'), 'Fri 1 Jan 2027 09:00'],
    // An all-day task keeps the day of its own zone.
    [due('2026-03-02T15:00:00Z', true, 'Asia/Tokyo'), 'tomorrow'],
  ])('%o is said as %s', (task, words) => {
    expect(dueWords(task, clock)).toBe(words)
  })

  test('is said in full, with the zone it is meant in', () => {
    expect(fullDueWords(due('2026-03-06T15:00:00Z', false, 'America/New_York'), clock)).toBe(
      'Friday 6 March 2026 at 15:00 (10:00 in America/New York)',
    )
    expect(fullDueWords(due('2026-03-06T00:00:00Z', true), clock)).toBe('Friday 6 March 2026, all day')
    expect(fullDueWords(due(null), clock)).toBeNull()
  })

  test('is said with AM and PM where people do so', () => {
    expect(momentWords('2026-03-02T15:00:00Z', { ...clock, hour12: true })).toMatch(/^today 3:00\sPM$/)
  })
})

test.each([
  [0, false, 'at the time'],
  [1, false, '1 minute before'],
  [90, false, '90 minutes before'],
  [120, false, '2 hours before'],
  [1440, false, '1 day before'],
  [10080, true, '1 week before at 09:00'],
  [60, true, '1 hour before 09:00'],
  [0, true, 'at 09:00 that day'],
])('a reminder %i minutes before (all day: %s) is said as "%s"', (minutes, allDay, words) => {
  expect(reminderWords(minutes, { allDay }, clock)).toBe(words)
})

test.each([
  ['FREQ=DAILY', 'every day'],
  ['FREQ=DAILY;INTERVAL=3', 'every 3 days'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every week on weekdays'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 'every 2 weeks on Monday and Friday'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'every month on the last Friday'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,15,-1', 'every month on the 1st, the 15th and the last day'],
  ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3', 'every year in March on the 3rd'],
  ['FREQ=DAILY;COUNT=5', 'every day 5 times'],
  ['FREQ=DAILY;UNTIL=20261231T235959Z', 'every day until Thursday 31 December 2026'],
  ['FREQ=MONTHLY;BYSETPOS=2;BYDAY=MO', 'by the rule FREQ=MONTHLY;BYSETPOS=2;BYDAY=MO'],
])('%s is said as "%s"', (rule, words) => {
  expect(repeatWords({ rule, anchor: 'due' })).toBe(words)
  expect(repeatWords({ rule, anchor: 'completion' })).toBe(`${words}, counted from when it is done`)
})

test('tasks stand under their headings, soonest first, the important before the others', () => {
  const tasks = [
    task({ id: '1', title: 'later', dueAt: '2026-04-01T09:00:00Z' }),
    task({ id: '2', title: 'none' }),
    task({ id: '3', title: 'none, high', priority: 'high' }),
    task({ id: '4', title: 'sunday', dueAt: '2026-03-08T09:00:00Z' }),
    task({ id: '5', title: 'at nine', dueAt: '2026-03-02T09:00:00Z' }),
    task({ id: '6', title: 'at noon', dueAt: '2026-03-02T12:00:00Z' }),
    task({ id: '7', title: 'all day', dueAt: '2026-03-02T00:00:00Z', allDay: true }),
    task({ id: '8', title: 'tomorrow', dueAt: '2026-03-03T09:00:00Z' }),
  ]
  const groups = groupTasks(tasks, clock).map(({ name, tasks }) => [name, tasks.map(({ title }) => title)])
  expect(groups).toEqual([
    ['Overdue', ['at nine']],
    ['Today', ['all day', 'at noon']],
    ['Tomorrow', ['tomorrow']],
    ['This week', ['sunday']],
    ['Later', ['later']],
    ['No date', ['none, high', 'none']],
  ])
})

test('attempts to come back are ever further apart, up to half a minute, and never all at once', () => {
  expect([0, 1, 2, 20].map((failures) => reconnectDelay(failures, 0))).toEqual([250, 500, 1_000, 15_000])
  expect(reconnectDelay(20, 0.999)).toBeLessThan(30_000)
})

test('a sentence begins with a capital', () => {
  expect([upperFirst('today'), upperFirst('')]).toEqual(['Today', ''])
})
