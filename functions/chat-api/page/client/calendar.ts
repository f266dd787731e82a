/** The moment and the place that a person reads at. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: number
  /** IANA name. */
  timeZone: string
  /** "3:00 PM" rather than "15:00". */
  hour12: boolean
}

const msPerDay = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format is dear, using it is cheap. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const made = formats.get(key) ?? new Intl.DateTimeFormat('en-US', options)
  formats.set(key, made)
  return made
}

function parts(options: Intl.DateTimeFormatOptions, at: number): Record<string, string> {
  return Object.fromEntries(
    format(options)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
}

/** Which day it is in a zone at a moment, as days of the calendar since 1 January 1970. */
export function dayOf(at: number, timeZone: string): number {
  const { year, month, day } = parts({ timeZone, year: 'numeric', month: 'numeric', day: 'numeric' }, at)
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / msPerDay
}

/** 0 is Monday, 6 is Sunday (1 January 1970 was a Thursday). */
export function weekdayOf(day: number): number {
  return (day + 3) % 7
}

/** "15:00", or "3:00 PM" where people say it so. */
export function timeOfDay(at: number, { timeZone, hour12 }: Clock): string {
  if (hour12) return format({ timeZone, hour: 'numeric', minute: '2-digit', hour12 }).format(at)
  return format({ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

/** "Fri 27 Nov"; with the year when it is not `thisYear`. */
export function shortDate(day: number, thisYear: number): string {
  const { weekday, day: date, month, year } = calendarParts(day, 'short')
  return `${weekday} ${date} ${month}${Number(year) === thisYear ? '' : ` ${year}`}`
}

/** "Friday 27 November 2026" */
export function longDate(day: number): string {
  const { weekday, day: date, month, year } = calendarParts(day, 'long')
  return `${weekday} ${date} ${month} ${year}`
}

export function yearOf(day: number): number {
  return new Date(day * msPerDay).getUTCFullYear()
}

function calendarParts(day: number, style: 'short' | 'long') {
  return parts({ timeZone: 'UTC', weekday: style, day: 'numeric', month: style, year: 'numeric' }, day * msPerDay)
}
