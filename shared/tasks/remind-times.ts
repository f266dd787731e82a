import type { Task } from './task.ts'

/** When people are reminded of something that has a day but no time. */
const allDayHour = 9

/**
 * The moments to remind of a task, one for each of its `remindBefore`, whatever its status. A task with a time counts back
 * minutes that pass; an all-day task counts back from 09:00 on the clock of its zone, whole days as days of the calendar, so
 * that "a day before" is at 09:00 too when the clocks change in between.
 */
export function remindTimes(
  task: Pick<Task, 'dueAt' | 'allDay' | 'timeZone' | 'remindBefore'>,
): { minutes: number; remindAt: string }[] {
  const { dueAt, allDay, timeZone, remindBefore } = task
  if (dueAt === null) return []
  const due = Temporal.Instant.from(dueAt).toZonedDateTimeISO(timeZone)
  return remindBefore.map((minutes) => {
    const remindAt = allDay
      ? due.withPlainTime({ hour: allDayHour }).subtract({ days: Math.floor(minutes / 1440), minutes: minutes % 1440 })
      : due.subtract({ minutes })
    return { minutes, remindAt: remindAt.toInstant().toString() }
  })
}
