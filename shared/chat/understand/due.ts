import type { Task } from '../../tasks/task.ts'
import { type Clock, instantAt } from './clock.ts'
import type { When } from './dates.ts'
import { PARTS, type SpokenTime } from './times.ts'

/** When a task is due, ready for a command. */
export interface Due {
  dueAt: string
  allDay: boolean
  /** The time that was said is over today, so it is tomorrow: worth telling. */
  rolled: boolean
}

const NOON = 12
/** From 1 to 6 o'clock people mean the afternoon, from 7 on the morning, when nothing else tells. */
const FIRST_MORNING_HOUR = 7

/** The due date of a new task, always ahead. */
export function dueOf({ date, spoken, exact }: When, clock: Clock): Due | null {
  if (exact) return { dueAt: exact.toString(), allDay: false, rolled: false }
  if (!spoken) return date ? allDay(date, clock) : null
  const day = date ?? clock.today
  const isToday = day.equals(clock.today)
  for (const time of readings(spoken, isToday)) {
    const instant = instantAt(day, time, clock.zone)
    if (!isToday || Temporal.Instant.compare(instant, clock.now) > 0) return at(instant, false)
  }
  const nextHour = isToday ? laterInPart(spoken, clock) : null
  if (nextHour) return at(nextHour, false)
  return at(instantAt(day.add({ days: 1 }), likely(spoken), clock.zone), true)
}

/** The due date of a task that is moved: what is not said anew (its day, its time) stays as it was. */
export function movedDue({ date, spoken, exact }: When, task: Task, clock: Clock): Due | null {
  const old = task.dueAt ? Temporal.Instant.from(task.dueAt).toZonedDateTimeISO(clock.zone) : null
  if (exact || !old) return dueOf({ ...(date && { date }), ...(spoken && { spoken }), ...(exact && { exact }) }, clock)
  if (date && !spoken)
    return task.allDay ? allDay(date, clock) : at(instantAt(date, old.toPlainTime(), clock.zone), false)
  if (!spoken) return null
  if (date) return dueOf({ date, spoken }, clock)
  const day = old.toPlainDate()
  if (Temporal.PlainDate.compare(day, clock.today) <= 0) return dueOf({ date: clock.today, spoken }, clock)
  const sameHalf = spoken.vague && !task.allDay && old.hour >= NOON
  const time = sameHalf ? spoken.time.with({ hour: (spoken.time.hour % NOON) + NOON }) : likely(spoken)
  return at(instantAt(day, time, clock.zone), false)
}

const at = (instant: Temporal.Instant, rolled: boolean): Due => ({ dueAt: instant.toString(), allDay: false, rolled })

const allDay = (date: Temporal.PlainDate, clock: Clock): Due => ({
  dueAt: instantAt(date, null, clock.zone).toString(),
  allDay: true,
  rolled: false,
})

/** The time a person most likely means, on a day that is not today. */
export function likely({ time, vague }: SpokenTime): Temporal.PlainTime {
  if (!vague) return time
  if (time.hour === NOON) return time
  return time.hour < FIRST_MORNING_HOUR ? time.add({ hours: NOON }) : time
}

/** The times that may be meant, likeliest first: "at 9" said at noon today is nine in the evening. */
function readings(spoken: SpokenTime, isToday: boolean): Temporal.PlainTime[] {
  const first = likely(spoken)
  return spoken.vague && isToday && first.hour < NOON ? [first, first.add({ hours: NOON })] : [first]
}

/** "this morning" said at ten is the next full hour of it. */
function laterInPart({ part }: SpokenTime, { local }: Clock): Temporal.Instant | null {
  if (!part) return null
  const next = local.add({ hours: 1 }).round({ smallestUnit: 'hour', roundingMode: 'floor' })
  return next.hour > local.hour && next.hour < PARTS[part].to ? next.toInstant() : null
}
