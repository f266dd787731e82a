import { expect, test } from 'vitest'
import { reminderText } from './reminder-text.ts'

const at = (dueAt: string, remindAt: string, allDay = false) =>
  reminderText({
    taskId: '0198a000-0000-7000-8000-000000000001',
    title: 'tea',
    dueAt,
    remindAt,
    allDay,
    timeZone: 'Europe/London',
  })

test.each([
  ['2030-06-01T08:00:00Z', '2030-06-01T08:00:00Z', 'tea – now'],
  ['2030-06-01T08:00:00Z', '2030-06-01T07:59:00Z', 'tea – today at 09:00 (in 1 minute)'],
  ['2030-06-01T08:00:00Z', '2030-06-01T07:15:00Z', 'tea – today at 09:00 (in 45 minutes)'],
  ['2030-06-01T08:00:00Z', '2030-06-01T05:00:00Z', 'tea – today at 09:00'],
  ['2030-06-01T08:00:00Z', '2030-05-31T08:00:00Z', 'tea – tomorrow at 09:00'],
  ['2030-06-01T08:00:00Z', '2030-05-25T08:00:00Z', 'tea – on Saturday 1 June at 09:00'],
  ['2030-05-31T23:10:00Z', '2030-05-31T22:55:00Z', 'tea – tomorrow at 00:10 (in 15 minutes)'],
])('due %s, reminded %s: %s', (dueAt, remindAt, text) => {
  expect(at(dueAt, remindAt)).toBe(text)
})

test('an all-day task names the day alone', () => {
  expect(at('2030-05-31T23:00:00Z', '2030-06-01T08:00:00Z', true)).toBe('tea – today')
})
