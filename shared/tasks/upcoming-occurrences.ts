import { following } from './following.ts'
import { limits, type Task } from './task.ts'

/**
 * The coming dates of a repeated task as instants, earliest first: its own while it is open and not past, then those that
 * follow if each is done on its day. At most `limit`, and never more than 10; none for a task that is not repeated.
 */
export async function upcomingOccurrences(task: Task, limit: number, { now }: { now: string }): Promise<string[]> {
  const { dueAt, recurrence } = task
  if (dueAt === null || recurrence === null) return []
  const own = task.status === 'open' && !isPast(task, dueAt, now) ? [dueAt] : []
  const rest = Math.min(limit, limits.seriesInstances) - own.length
  if (rest <= 0) return own.slice(0, Math.max(0, limit))
  const doneAt = task.completedAt ?? own[0] ?? now
  return [...own, ...(await following(task, { doneAt, now, limit: rest })).map(({ at }) => at)]
}

function isPast({ allDay, timeZone }: Task, dueAt: string, now: string): boolean {
  const at = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone)
  return Temporal.Instant.compare(Temporal.Instant.from(dueAt), (allDay ? at.startOfDay() : at).toInstant()) < 0
}
