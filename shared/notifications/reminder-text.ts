import type { ReminderFired } from '../events/reminder-events.ts'

/** What a reminder says, in the zone and the words of the task: `stretch – now`; that it is a reminder, its kind says. */
export function reminderText({ title, dueAt, allDay, remindAt, timeZone }: ReminderFired): string {
  const due = Temporal.Instant.from(dueAt).toZonedDateTimeISO(timeZone)
  const now = Temporal.Instant.from(remindAt).toZonedDateTimeISO(timeZone)
  const days = now.toPlainDate().until(due.toPlainDate(), { largestUnit: 'days' }).days
  const day = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `on ${dayOf(due)}`
  if (allDay) return `${title} – ${day}`
  const minutes = Math.round(now.until(due, { largestUnit: 'minutes' }).total('minutes'))
  if (minutes <= 0) return `${title} – now`
  const time = due.toPlainTime().toString({ smallestUnit: 'minute' })
  const ahead = minutes < 60 ? ` (in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'})` : ''
  return `${title} – ${day} at ${time}${ahead}`
}

function dayOf(date: Temporal.ZonedDateTime): string {
  return date.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
}
