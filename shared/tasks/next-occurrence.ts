import type { Occurrence } from '../recurrence/occurrences.ts'
import { pinTime } from '../recurrence/pin-time.ts'
import { following } from './following.ts'
import { occurrenceId } from './occurrence-id.ts'
import type { Task } from './task.ts'

/**
 * The task to create after `done` was completed: the first occurrence that is not in the past, with all else as before.
 * Null when the task is not repeated or its series has ended. Its id follows from series and number: made twice, it is one.
 */
export async function nextOccurrence(done: Task, { now }: { now: string }): Promise<Task | null> {
  const { seriesId, occurrence } = done
  if (seriesId === null || occurrence === null) return null
  const [next] = await following(done, { doneAt: done.completedAt ?? now, now, limit: 1 })
  if (!next) return null
  return {
    ...done,
    id: occurrenceId(seriesId, occurrence + 1),
    status: 'open',
    completedAt: null,
    dueAt: next.at,
    recurrence: recurrenceAt(done, next),
    occurrence: occurrence + 1,
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
}

/** The recurrence as it was; where clocks skip the time of this occurrence, with the time written into the rule. */
function recurrenceAt({ recurrence, allDay, timeZone }: Task, { at, meantTime }: Occurrence): Task['recurrence'] {
  if (recurrence === null || allDay) return recurrence
  const time = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainTime()
  return time.equals(Temporal.PlainTime.from(meantTime))
    ? recurrence
    : { ...recurrence, rule: pinTime(recurrence.rule, meantTime) }
}
