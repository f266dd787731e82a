import { describe, expect, test } from 'vitest'
import { goDuration, moment, protobufDuration } from './duration.ts'

describe('Go durations', () => {
  test.each([
    ['5s', 5_000],
    ['1h2m3.5s', 3_723_500],
    ['500ms', 500],
    ['1µs', 0.001],
    ['-1m', -60_000],
    ['0', 0],
  ])('%s is %d ms', (text, milliseconds) => expect(goDuration(text)).toBeCloseTo(milliseconds))

  test.each(['', '5', 's', '5 s', '1d', 'PT5S'])('%j is none', (text) => expect(goDuration(text)).toBeNull())
})

describe('moments that Dapr takes', () => {
  const from = Date.parse('2026-01-31T10:00:00Z')
  test.each([
    ['1s', '2026-01-31T10:00:01.000Z'],
    ['PT2S', '2026-01-31T10:00:02.000Z'],
    ['P1M', '2026-02-28T10:00:00.000Z'],
    ['2026-03-01T09:00:00+02:00', '2026-03-01T07:00:00.000Z'],
    ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => expect(new Date(moment(text, from) ?? Number.NaN).toISOString()).toBe(expected))

  test.each(['tomorrow', 'P', '2026-13-01T00:00:00Z', '2026-01-01'])('%s is none', (text) =>
    expect(moment(text, from)).toBeNull(),
  )
})

test.each([
  [1000, '1s'],
  [500, '0.500s'],
  [90_000, '90s'],
  [0.001, '0.000001s'],
])('%d ms is %s to protobuf', (milliseconds, text) => expect(protobufDuration(milliseconds)).toBe(text))
