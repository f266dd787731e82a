import type { Task } from '../../tasks/task.ts'
import { monthName, weekdayName } from './dates.ts'
import { joined } from './lists.ts'

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const UNITS: Record<string, string> = { HOURLY: 'hour', DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }

const dayName = (code: string) => weekdayName(CODES.indexOf(code.slice(-2)) + 1)

/** "1st", "22nd"; -1 is "last". */
export function ordinalWords(number: number): string {
  if (number === -1) return 'last'
  if (number < 0) return `${ordinalWords(-number)} last`
  const ending = number % 100 >= 11 && number % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${ending}`
}

/** A recurrence in words: "every weekday", "on the last Friday of every month, 5 times". */
export function repeatWords({ rule, anchor }: NonNullable<Task['recurrence']>): string {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]))
  const words = [cycleWords(parts)]
  const count = parts.get('COUNT')
  const until = /^(\d{4})(\d\d)(\d\d)/.exec(parts.get('UNTIL') ?? '')
  if (count) words.push(count === '1' ? 'once' : `${count} times`)
  if (until) words.push(`until ${Number(until[3])} ${monthName(Number(until[2]))} ${until[1]}`)
  if (anchor === 'completion') words.push('counted from when you finish it')
  return words.join(', ')
}

function cycleWords(parts: Map<string, string>): string {
  const interval = Number(parts.get('INTERVAL') ?? 1)
  const unit = UNITS[parts.get('FREQ') ?? ''] ?? 'time'
  const cycle = interval === 1 ? `every ${unit}` : interval === 2 ? `every other ${unit}` : `every ${interval} ${unit}s`
  const days = parts.get('BYDAY')
  const monthDays = parts.get('BYMONTHDAY')
  const month = parts.get('BYMONTH')
  const position = parts.get('BYSETPOS')
  if (unit === 'year' && month && monthDays && !/,/.test(month))
    return `${cycle} on ${monthDays} ${monthName(Number(month))}`
  if (days && position)
    return `on the ${ordinalWords(Number(position))} ${days === 'MO,TU,WE,TH,FR' ? 'weekday' : joined(days.split(',').map(dayName))} of ${cycle}`
  if (days && unit === 'week') {
    if (days === 'MO,TU,WE,TH,FR' && interval === 1) return 'every weekday'
    const names = joined(days.split(',').map(dayName))
    return interval === 1
      ? `every ${names}`
      : interval === 2 && !/,/.test(days)
        ? `every other ${names}`
        : `${cycle} on ${names}`
  }
  if (days)
    return `on the ${joined(days.split(',').map((code) => `${ordinalWords(Number.parseInt(code, 10) || 1)} ${dayName(code)}`))} of ${cycle}`
  if (monthDays) {
    const names = monthDays.split(',').map((day) => (day === '-1' ? 'last day' : ordinalWords(Number(day))))
    return `on the ${joined(names)} of ${cycle}`
  }
  return cycle
}
