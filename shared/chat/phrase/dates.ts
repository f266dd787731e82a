import type { Task } from '../../tasks/task.ts'
import type { Clock } from '../understand/clock.ts'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export const weekdayName = (isoDay: number): string => WEEKDAYS[isoDay - 1] ?? ''
export const monthName = (month: number): string => MONTHS[month - 1] ?? ''

/** A day as people say it: "tomorrow", "Friday", "Friday 27 November". */
export function dayWords(date: Temporal.PlainDate, { today }: Clock): string {
  const ahead = today.until(date, { largestUnit: 'days' }).days
  if (ahead === 0) return 'today'
  if (ahead === 1) return 'tomorrow'
  if (ahead === -1) return 'yesterday'
  if (ahead > 1 && ahead < 7) return weekdayName(date.dayOfWeek)
  const words = `${weekdayName(date.dayOfWeek)} ${date.day} ${monthName(date.month)}`
  return date.year === today.year ? words : `${words} ${date.year}`
}

/** "15:00", "9:15". */
export const timeWords = ({ hour, minute }: { hour: number; minute: number }): string =>
  `${hour}:${String(minute).padStart(2, '0')}`

/** An instant on the user's clock: "tomorrow at 15:00". */
export function momentWords(instant: string, clock: Clock): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(clock.zone)
  return `${dayWords(local.toPlainDate(), clock)} at ${timeWords(local)}`
}

/** When a task is due: "tomorrow at 15:00", all day "Friday"; null without a date. */
export function dueWords(
  { dueAt, allDay, timeZone }: Pick<Task, 'dueAt' | 'allDay' | 'timeZone'>,
  clock: Clock,
): string | null {
  if (!dueAt) return null
  // An all-day task is due on a day of its own zone, wherever the user is now.
  if (allDay) return dayWords(Temporal.Instant.from(dueAt).toZonedDateTimeISO(timeZone).toPlainDate(), clock)
  return momentWords(dueAt, clock)
}

/** "15 minutes", "1 hour", "2 days". */
export function minutesWords(minutes: number): string {
  const units = [
    ['week', 7 * 1440],
    ['day', 1440],
    ['hour', 60],
  ] as const
  for (const [unit, size] of units) {
    if (minutes >= size && minutes % size === 0) return counted(minutes / size, unit)
  }
  return counted(minutes, 'minute')
}

/** "1 task", "2 tasks". */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
