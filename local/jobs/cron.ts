import { goDuration } from '../resources/duration.ts'

/** Gives the first tick after a moment (epoch milliseconds); null when there is none. */
export type Schedule = (after: number) => number | null

const MACROS: Record<string, string> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const HORIZON_YEARS = 5

/** Reads a schedule of Dapr's jobs: `@every 1m`, `@daily` and such, or cron with seconds first, in UTC. Throws an Error in the scheduler's words. */
export function parseSchedule(text: string): Schedule {
  const every = /^@every (.+)$/.exec(text)
  if (every) {
    const interval = goDuration(every[1] ?? '')
    if (interval === null || interval <= 0)
      throw new Error(`failed to parse duration ${text}: time: invalid duration ${JSON.stringify(every[1])}`)
    return (after) => after + Math.max(interval, 1)
  }
  if (text.startsWith('@') && !MACROS[text]) throw new Error(`unrecognized descriptor: ${text}`)
  const fields = (MACROS[text] ?? text).trim().split(/\s+/)
  if (fields.length !== 6) throw new Error(`expected exactly 6 fields, found ${fields.length}: [${fields.join(' ')}]`)
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] = fields
  const seconds = values(second, 0, 59)
  const minutes = values(minute, 0, 59)
  const hours = values(hour, 0, 23)
  const days = values(day, 1, 31)
  const months = values(month, 1, 12, MONTHS, 1)
  const weekdays = new Set([...values(weekday, 0, 7, DAYS)].map((number) => number % 7))
  const starred = (field: string) => field.startsWith('*') || field.startsWith('?')
  // Of the two day fields either may match when both say something, as cron always had it.
  const dayMatches = (date: Date) => {
    const [inMonth, inWeek] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())]
    return starred(day) || starred(weekday) ? inMonth && inWeek : inMonth || inWeek
  }

  return (after) => {
    const date = new Date(Math.floor(after / 1000) * 1000 + 1000)
    const last = date.getUTCFullYear() + HORIZON_YEARS
    while (date.getUTCFullYear() <= last) {
      if (!months.has(date.getUTCMonth() + 1)) date.setTime(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1))
      else if (!dayMatches(date))
        date.setTime(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1))
      else if (!hours.has(date.getUTCHours())) date.setTime((Math.floor(date.getTime() / 3_600_000) + 1) * 3_600_000)
      else if (!minutes.has(date.getUTCMinutes())) date.setTime((Math.floor(date.getTime() / 60_000) + 1) * 60_000)
      else if (!seconds.has(date.getUTCSeconds())) date.setTime(date.getTime() + 1000)
      else return date.getTime()
    }
    return null
  }
}

function values(field: string, least: number, most: number, names: string[] = [], firstName = 0): Set<number> {
  const found = new Set<number>()
  const number = (text: string) => {
    const named = names.indexOf(text.toLowerCase())
    const value = named >= 0 ? named + firstName : /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (Number.isNaN(value))
      throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
    return value
  }
  for (const part of field.split(',')) {
    const [range = '', stepText] = part.split('/')
    const step = stepText === undefined ? 1 : Number(stepText)
    if (!Number.isInteger(step) || step < 1) throw new Error(`step of range should be a positive number: ${field}`)
    const [from, to] = /^[*?]$/.test(range)
      ? [least, most]
      : span(range, number, stepText === undefined ? undefined : most)
    if (from < least) throw new Error(`beginning of range (${from}) below minimum (${least}): ${part}`)
    if (to > most) throw new Error(`end of range (${to}) above maximum (${most}): ${part}`)
    if (from > to) throw new Error(`beginning of range (${from}) beyond end of range (${to}): ${field}`)
    for (let value = from; value <= to; value += step) found.add(value)
  }
  return found
}

function span(range: string, number: (text: string) => number, openEnd: number | undefined): [number, number] {
  const [from = '', to] = range.split('-')
  const start = number(from)
  return [start, to === undefined ? (openEnd ?? start) : number(to)]
}
