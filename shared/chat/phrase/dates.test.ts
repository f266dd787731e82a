import { describe, expect, test } from 'vitest'
import { clock } from '../understand/clock.ts'
import { counted, dayWords, dueWords, minutesWords, momentWords } from './dates.ts'

/** A Thursday. */
const now = clock('2026-10-22T09:00:00Z', 'Europe/London')

describe('a day in words', () => {
  test.each([
    ['2026-10-22', 'today'],
    ['2026-10-23', 'tomorrow'],
    ['2026-10-21', 'yesterday'],
    ['2026-10-25', 'Sunday'],
    ['2026-10-28', 'Wednesday'],
    ['2026-10-29', 'Thursday 29 October'],
    ['2026-11-27', 'Friday 27 November'],
    ['2026-10-19', 'Monday 19 October'],
    ['2027-02-11', 'Thursday 11 February 2027'],
  ])('%s is %s', (date, words) => {
    expect(dayWords(Temporal.PlainDate.from(date), now)).toBe(words)
  })
})

describe('a moment in words', () => {
  test('is on the clock of the user', () => {
    expect(momentWords('2026-10-23T14:00:00Z', now)).toBe('tomorrow at 15:00')
    expect(momentWords('2026-10-23T14:00:00Z', clock('2026-10-22T09:00:00Z', 'America/New_York'))).toBe(
      'tomorrow at 10:00',
    )
  })

  test('knows that the clocks change', () => {
    expect(momentWords('2026-10-26T09:05:00Z', now)).toBe('Monday at 9:05')
  })
})

describe('when a task is due', () => {
  test('an all-day task stays on the day of its own zone', () => {
    const task = { dueAt: '2026-10-22T11:00:00Z', allDay: true, timeZone: 'Pacific/Auckland' }
    expect(dueWords(task, now)).toBe('tomorrow')
  })

  test('without a date there is nothing to say', () => {
    expect(dueWords({ dueAt: null, allDay: false, timeZone: 'UTC' }, now)).toBeNull()
  })
})

test.each([
  [15, '15 minutes'],
  [1, '1 minute'],
  [60, '1 hour'],
  [90, '90 minutes'],
  [1440, '1 day'],
  [2880, '2 days'],
  [10_080, '1 week'],
])('%d minutes are %s', (minutes, words) => {
  expect(minutesWords(minutes)).toBe(words)
})

test('one thing and two things', () => {
  expect([counted(1, 'task'), counted(2, 'task'), counted(0, 'task')]).toEqual(['1 task', '2 tasks', '0 tasks'])
})
