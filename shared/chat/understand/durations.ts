import { NUMBER_WORD, toNumber } from './words.ts'

const UNIT = '(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?|m|h|d|w)(?![\\p{L}])'
/** "20m" is one word, "an hour" are two: "and" is not "an d". */
const COUNT = `(?:\\d{1,4}(?:\\s+and\\s+a\\s+half)?[\\s-]*|(?:${NUMBER_WORD})(?:\\s+and\\s+a\\s+half)?[\\s-]+)`
const PIECE = `${COUNT}${UNIT}(?:\\s+and\\s+a\\s+half)?`

/** "20 minutes", "an hour and a half", "1h 30m", "1h30"; for regular expressions with the flags `iu`. */
export const DURATION = `(?:\\d{1,2}h\\d{2}(?!\\d)|${PIECE}(?:(?:\\s*,)?\\s*(?:and\\s+)?${PIECE}){0,3})`

const pieces = new RegExp(`(?<![\\p{L}\\p{N}])(${COUNT})(${UNIT})(\\s+and\\s+a\\s+half)?`, 'giu')

type Unit = 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years'

function unitOf(text: string): Unit {
  if (/^mo/i.test(text)) return 'months'
  const units: Record<string, Unit> = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks', y: 'years' }
  return units[text.charAt(0).toLowerCase()] ?? 'minutes'
}

const HALVES: Record<Unit, Temporal.DurationLike> = {
  minutes: { seconds: 30 },
  hours: { minutes: 30 },
  days: { hours: 12 },
  weeks: { days: 3 },
  months: { days: 15 },
  years: { months: 6 },
}

/** How long text matching DURATION says; calendar units stay calendar units. */
export function toDuration(text: string): Temporal.Duration {
  const compact = /^(\d{1,2})h(\d{2})$/i.exec(text.trim())
  if (compact) return Temporal.Duration.from({ hours: Number(compact[1]), minutes: Number(compact[2]) })
  const total: Record<string, number> = {}
  const add = (unit: string, count: number) => {
    total[unit] = (total[unit] ?? 0) + count
  }
  for (const [, countText = '', unitText = '', halfAfter] of text.matchAll(pieces)) {
    const unit = unitOf(unitText)
    const half = /and\s+a\s+half/iu.test(countText)
    const count = toNumber(countText.replace(/\s+and\s+a\s+half/iu, '').replace(/[\s-]+$/, ''))
    if (count >= 1) add(unit, Math.floor(count))
    if (count < 1 || half || halfAfter)
      for (const [name, value] of Object.entries(HALVES[unit])) if (typeof value === 'number') add(name, value)
  }
  return Temporal.Duration.from({ minutes: 0, ...total })
}

/** Whether it moves the clock and not only the calendar. */
export const hasClockTime = (duration: Temporal.Duration): boolean =>
  duration.hours !== 0 || duration.minutes !== 0 || duration.seconds !== 0

/** Whole minutes, with days of 24 hours and months of 30 days: how far before its due date a reminder comes. */
export const toMinutes = ({ years, months, weeks, days, hours, minutes }: Temporal.Duration): number =>
  ((years * 365 + months * 30 + weeks * 7 + days) * 24 + hours) * 60 + minutes

/** Each duration of a list such as "1 day and 1 hour", which a reminder means one by one. */
export const eachDuration = (text: string): Temporal.Duration[] =>
  /^\d{1,2}h\d{2}$/i.test(text.trim()) || /half/i.test(text)
    ? [toDuration(text)]
    : [...text.matchAll(pieces)].map(([piece]) => toDuration(piece))
