import { type Clock, dayOf, longDate, shortDate, timeOfDay, yearOf } from './calendar.ts'
import type { Task } from './schemas.ts'

type Due = Pick<Task, 'dueAt' | 'allDay' | 'timeZone'>

/** The day a task is due, as a day of the calendar; null without a date. An all-day task keeps the date of its own zone. */
export function dueDay({ dueAt, allDay, timeZone }: Due, clock: Clock): number | null {
  return dueAt === null ? null : dayOf(Date.parse(dueAt), allDay ? timeZone : clock.timeZone)
}

/** "today", "tomorrow", "yesterday", "Fri 27 Nov", "Fri 1 Jan 2027" */
export function dayWords(day: number, clock: Clock): string {
  const today = dayOf(clock.now, clock.timeZone)
  if (day === today) return 'today'
  if (day === today + 1) return 'tomorrow'
  if (day === today - 1) return 'yesterday'
  return shortDate(day, yearOf(today))
}

/** "today 15:00", "Fri 27 Nov"; null without a date. */
export function dueWords(task: Due, clock: Clock): string | null {
  const day = dueDay(task, clock)
  if (day === null || task.dueAt === null) return null
  const date = dayWords(day, clock)
  return task.allDay ? date : `${date} ${timeOfDay(Date.parse(task.dueAt), clock)}`
}

/** "Friday 27 November 2026 at 15:00" and, when the task is meant in another zone, that zone's time and name too. */
export function fullDueWords(task: Due, clock: Clock): string | null {
  const day = dueDay(task, clock)
  if (day === null || task.dueAt === null) return null
  if (task.allDay) return `${longDate(day)}, all day`
  const at = Date.parse(task.dueAt)
  const here = timeOfDay(at, clock)
  const there = timeOfDay(at, { ...clock, timeZone: task.timeZone })
  const elsewhere = here === there ? '' : ` (${there} in ${task.timeZone.replaceAll('_', ' ')})`
  return `${longDate(day)} at ${here}${elsewhere}`
}

/** A moment that has passed or comes: "today 15:00". */
export function momentWords(instant: string, clock: Clock): string {
  const at = Date.parse(instant)
  return `${dayWords(dayOf(at, clock.timeZone), clock)} ${timeOfDay(at, clock)}`
}

const units: readonly [minutes: number, name: string][] = [
  [10_080, 'week'],
  [1_440, 'day'],
  [60, 'hour'],
  [1, 'minute'],
]

/** "1 day before", "at the time"; those of an all-day task count from 09:00: "1 hour before 09:00". */
export function reminderWords(minutes: number, { allDay }: Pick<Task, 'allDay'>, clock: Pick<Clock, 'hour12'>): string {
  const nine = clock.hour12 ? '9:00 AM' : '09:00'
  if (minutes === 0) return allDay ? `at ${nine} that day` : 'at the time'
  const [size, name] = units.find(([size]) => minutes % size === 0) ?? [1, 'minute']
  const count = minutes / size
  const before = `${count} ${name}${count === 1 ? '' : 's'} before`
  if (!allDay) return before
  return size >= 1_440 ? `${before} at ${nine}` : `${before} ${nine}`
}

export function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
