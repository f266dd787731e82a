import { longDate } from './calendar.ts'
import type { Task } from './schemas.ts'

const weekdays: Record<string, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
}
const months = 'January February March April May June July August September October November December'.split(' ')
const unitOf: Record<string, string> = {
  MINUTELY: 'minute',
  HOURLY: 'hour',
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
}
/** The parts of a rule that can be said here. */
const sayable = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'COUNT', 'UNTIL', 'WKST'])

/** An RFC 5545 rule as a person says it: "every 2 weeks on Monday and Friday"; the rule itself when it is out of the ordinary. */
export function repeatWords({ rule, anchor }: NonNullable<Task['recurrence']>): string {
  const parts = new Map(
    rule.split(';').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  )
  const unit = unitOf[parts.get('FREQ') ?? '']
  const said =
    unit && [...parts.keys()].every((name) => sayable.has(name)) ? wordsOf(unit, parts) : `by the rule ${rule}`
  return anchor === 'completion' ? `${said}, counted from when it is done` : said
}

function wordsOf(unit: string, parts: ReadonlyMap<string, string>): string {
  const interval = Number(parts.get('INTERVAL') ?? 1)
  const every = interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`
  return [every, inMonths(parts.get('BYMONTH')), onDays(parts), ending(parts)].filter(Boolean).join(' ')
}

function onDays(parts: ReadonlyMap<string, string>): string {
  const days = parts.get('BYDAY')?.split(',') ?? []
  const dates = parts.get('BYMONTHDAY')?.split(',').map(Number) ?? []
  if (days.join() === 'MO,TU,WE,TH,FR') return 'on weekdays'
  const said = [...days.map(dayName), ...dates.map(dateName)]
  return said.length > 0 ? `on ${listed(said)}` : ''
}

/** "FR" → "Friday", "-1FR" → "the last Friday" */
function dayName(day: string): string {
  const place = Number.parseInt(day, 10)
  const name = weekdays[day.slice(-2)] ?? day
  return Number.isNaN(place) ? name : `the ${placeName(place)} ${name}`
}

function dateName(date: number): string {
  return `the ${date === -1 ? 'last day' : date < 0 ? `${placeName(date)} day` : ordinal(date)}`
}

function placeName(place: number): string {
  if (place > 0) return ordinal(place)
  return place === -1 ? 'last' : `${ordinal(-place)} last`
}

function ordinal(number: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }
  return `${number}${ending[new Intl.PluralRules('en', { type: 'ordinal' }).select(number)]}`
}

function inMonths(numbers: string | undefined): string {
  return numbers ? `in ${listed(numbers.split(',').map((number) => months[Number(number) - 1] ?? number))}` : ''
}

function ending(parts: ReadonlyMap<string, string>): string {
  const count = parts.get('COUNT')
  if (count) return count === '1' ? 'once' : `${count} times`
  const until = /^(\d{4})(\d\d)(\d\d)/.exec(parts.get('UNTIL') ?? '')
  if (!until) return ''
  const [, year, month, day] = until.map(Number)
  return `until ${longDate(Date.UTC(year ?? 0, (month ?? 1) - 1, day) / 86_400_000)}`
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
