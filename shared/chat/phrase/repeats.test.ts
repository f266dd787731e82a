import { expect, test } from 'vitest'
import { repeatWords } from './repeats.ts'

test.each([
  ['FREQ=DAILY', 'every day'],
  ['FREQ=DAILY;INTERVAL=2', 'every other day'],
  ['FREQ=DAILY;INTERVAL=3', 'every 3 days'],
  ['FREQ=HOURLY;INTERVAL=8', 'every 8 hours'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday'],
  ['FREQ=WEEKLY;BYDAY=MO,TH', 'every Monday and Thursday'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', 'every other Tuesday'],
  ['FREQ=WEEKLY;INTERVAL=3;BYDAY=TU', 'every 3 weeks on Tuesday'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE', 'every other week on Monday and Wednesday'],
  ['FREQ=MONTHLY;BYMONTHDAY=1', 'on the 1st of every month'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,22', 'on the 1st and 22nd of every month'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'on the last day of every month'],
  ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=11', 'on the 11th of every 3 months'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'on the last Friday of every month'],
  ['FREQ=MONTHLY;BYDAY=2TU', 'on the 2nd Tuesday of every month'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'on the last weekday of every month'],
  ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3', 'every year on 3 March'],
  ['FREQ=WEEKLY;BYDAY=MO;COUNT=5', 'every Monday, 5 times'],
  ['FREQ=DAILY;COUNT=1', 'every day, once'],
  ['FREQ=DAILY;UNTIL=20261231', 'every day, until 31 December 2026'],
  ['FREQ=DAILY;UNTIL=20261231T235959Z', 'every day, until 31 December 2026'],
])('%s is said “%s”', (rule, words) => {
  expect(repeatWords({ rule, anchor: 'due' })).toBe(words)
})

test('a repeat after completion says so', () => {
  expect(repeatWords({ rule: 'FREQ=DAILY;INTERVAL=3', anchor: 'completion' })).toBe(
    'every 3 days, counted from when you finish it',
  )
})
