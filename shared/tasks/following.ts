import { type Occurrence, occurrencesOf, type Series } from '../recurrence/occurrences.ts'
import { parseRule } from '../recurrence/rule.ts'
import type { Task } from './task.ts'

/**
 * The occurrences that follow a repeated task once it is done, never in the past at `now`; at most `limit`, fewer when the
 * series ends. `doneAt` is when it was, or is taken to be, done.
 */
export async function following(
  task: Task,
  { doneAt, now, limit }: { doneAt: string; now: string; limit: number },
): Promise<Occurrence[]> {
  const { recurrence, dueAt, occurrence } = task
  if (recurrence === null || dueAt === null || occurrence === null) return []
  const { count, freq } = parseRule(recurrence.rule)
  const left = count === null ? limit : Math.min(limit, count - occurrence)
  if (left <= 0) return []

  const series: Series = { rule: recurrence.rule, start: dueAt, timeZone: task.timeZone, allDay: task.allDay }
  if (recurrence.anchor === 'due') return occurrencesOf(series, { after: dueAt, notBefore: now, limit: left })

  const time = Temporal.Instant.from(dueAt).toZonedDateTimeISO(task.timeZone).toPlainTime()
  const fromDay = { ...series, start: onDayOf(doneAt, task, time), time: time.toString() }
  const counted = freq === 'HOURLY' ? { ...series, start: wholeMinute(doneAt) } : fromDay
  // One more: done before it was due, the date that is done with may come up again.
  const after = latest(counted.start, doneAt)
  const found = await occurrencesOf(counted, { after, notBefore: now, limit: left + 1 })
  return found.filter(({ at }) => at !== dueAt).slice(0, left)
}

/** The day something was done on, at a time of day; of an all-day task its start. */
function onDayOf(doneAt: string, { timeZone, allDay }: Task, time: Temporal.PlainTime): string {
  const day = Temporal.Instant.from(doneAt).toZonedDateTimeISO(timeZone)
  return (allDay ? day.startOfDay() : day.withPlainTime(time)).toInstant().toString()
}

function wholeMinute(instant: string): string {
  return Temporal.Instant.from(instant).round({ smallestUnit: 'minute', roundingMode: 'floor' }).toString()
}

function latest(one: string, other: string): string {
  return Temporal.Instant.compare(Temporal.Instant.from(one), Temporal.Instant.from(other)) < 0 ? other : one
}
