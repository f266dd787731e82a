import { expect, test } from 'vitest'
import { pinTime } from './pin-time.ts'

test.each([
  ['FREQ=DAILY', '02:30', 'FREQ=DAILY;BYHOUR=2;BYMINUTE=30'],
  ['FREQ=DAILY;', '02:30:15', 'FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=15'],
  ['FREQ=DAILY;BYHOUR=2,14', '02:15', 'FREQ=DAILY;BYHOUR=2,14;BYMINUTE=15'],
  [`FREQ=MONTHLY;BYMONTHDAY=${'1,'.repeat(235)}1`, '02:30', `FREQ=MONTHLY;BYMONTHDAY=${'1,'.repeat(235)}1`],
])('%s with its time of day %s is %s', (rule, time, pinned) => {
  expect(pinTime(rule, time)).toBe(pinned)
})
