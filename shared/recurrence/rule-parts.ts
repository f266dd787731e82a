import type { Rule } from './rule.ts'
import { parseUntil } from './until.ts'

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof weekdays)[number]

const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'] as const
const weekday = new RegExp(`^([+-]?[1-9]\\d?)?(${weekdays.join('|')})$`)
const largestInterval = 10_000
const largestCount = 1_000_000

/** Puts one part of a rule's text into the rule; gives what would be right when the value is not. */
type ReadPart = (rule: Rule, value: string) => string | undefined

type NumberList = 'byMonth' | 'byWeekNo' | 'byYearDay' | 'byMonthDay' | 'byHour' | 'byMinute' | 'bySecond' | 'bySetPos'

/** RFC 5545 §3.3.10, but no leap second and no rule more frequent than each hour. */
export const partReaders = {
  FREQ(rule, value) {
    const freq = frequencies.find((known) => known === value)
    if (!freq) return `must be ${frequencies.join(', ')}; a task repeats at most every hour`
    rule.freq = freq
    return undefined
  },
  INTERVAL(rule, value) {
    rule.interval = readWhole(value)
    return within(rule.interval, 1, largestInterval)
  },
  COUNT(rule, value) {
    rule.count = readWhole(value)
    return within(rule.count, 1, largestCount)
  },
  UNTIL(rule, value) {
    rule.until = parseUntil(value)
    return rule.until ? undefined : 'must be an existing date such as 20261231, or a moment such as 20261231T235959Z'
  },
  BYMONTH: numbers('byMonth', 1, 12),
  BYWEEKNO: numbers('byWeekNo', 1, 53, { fromEnd: true }),
  BYYEARDAY: numbers('byYearDay', 1, 366, { fromEnd: true }),
  BYMONTHDAY: numbers('byMonthDay', 1, 31, { fromEnd: true }),
  BYDAY(rule, value) {
    const days = value.split(',')
    if (!days.every((day) => weekday.test(day)))
      return 'must be weekdays such as MO,WE, or numbered ones such as 1MO,-1FR'
    rule.byDay = [...new Set(days.map((day) => day.replace('+', '')))]
    return undefined
  },
  BYHOUR: numbers('byHour', 0, 23),
  BYMINUTE: numbers('byMinute', 0, 59),
  BYSECOND: numbers('bySecond', 0, 59),
  BYSETPOS: numbers('bySetPos', 1, 366, { fromEnd: true }),
  WKST(rule, value) {
    const day = weekdays.find((known) => known === value)
    if (!day) return `must be one of ${weekdays.join(', ')}`
    rule.weekStart = day
    return undefined
  },
} satisfies Record<string, ReadPart>

export type Part = keyof typeof partReaders

function numbers(list: NumberList, from: number, to: number, { fromEnd = false } = {}): ReadPart {
  const range = fromEnd ? `from ${from} to ${to} or -${from} to -${to}` : `from ${from} to ${to}`
  return (rule, value) => {
    const found = value.split(',').map(readWhole)
    const fits = (number: number) => within(fromEnd ? Math.abs(number) : number, from, to) === undefined
    if (!found.every(fits)) return `must be whole numbers ${range}`
    rule[list] = [...new Set(found)].sort((a, b) => a - b)
    return undefined
  }
}

function readWhole(text: string): number {
  return /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}

function within(number: number, from: number, to: number): string | undefined {
  return number >= from && number <= to ? undefined : `must be a whole number from ${from} to ${to}`
}
