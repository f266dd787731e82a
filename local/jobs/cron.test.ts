import { describe, expect, test } from 'vitest'
import { parseSchedule } from './cron.ts'

const after = (schedule: string, from: string) => {
  const next = parseSchedule(schedule)(Date.parse(from))
  return next === null ? null : new Date(next).toISOString()
}

describe('the tick that follows', () => {
  test.each([
    ['@every 90s', '2026-01-01T00:00:00.500Z', '2026-01-01T00:01:30.500Z'],
    ['@hourly', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00.000Z'],
    ['@daily', '2026-01-31T00:00:00Z', '2026-02-01T00:00:00.000Z'],
    ['@weekly', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00.000Z'],
    ['@yearly', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['* * * * * *', '2026-01-01T00:00:00.999Z', '2026-01-01T00:00:01.000Z'],
    ['*/15 * * * * *', '2026-01-01T00:00:15Z', '2026-01-01T00:00:30.000Z'],
    ['0 30 9 * * MON-FRI', '2026-01-02T09:30:00Z', '2026-01-05T09:30:00.000Z'],
    ['0 0 12 31 * *', '2026-01-31T12:00:00Z', '2026-03-31T12:00:00.000Z'],
    ['0 0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 1 jan,jul ?', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['0 0 0 13 * 5', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.000Z'],
    ['0 0 0 * * 7', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00.000Z'],
    ['5/20 0 0 1 1 *', '2026-01-01T00:00:05Z', '2026-01-01T00:00:25.000Z'],
    ['0 0 0 30 2 *', '2026-01-01T00:00:00Z', null],
  ])('%s from %s', (schedule, from, expected) => expect(after(schedule, from)).toBe(expected))
})

describe('a schedule that is none', () => {
  test.each([
    ['* * * * *', 'expected exactly 6 fields, found 5: [* * * * *]'],
    ['@every soon', 'failed to parse duration @every soon'],
    ['@every 0s', 'failed to parse duration'],
    ['@sometimes', 'unrecognized descriptor: @sometimes'],
    ['61 * * * * *', 'end of range (61) above maximum (59): 61'],
    ['* * * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['x * * * * *', 'failed to parse int from x'],
    ['9-3 * * * * *', 'beginning of range (9) beyond end of range (3)'],
    ['*/0 * * * * *', 'step of range should be a positive number'],
  ])('%s', (schedule, message) => expect(() => parseSchedule(schedule)).toThrow(message))
})
