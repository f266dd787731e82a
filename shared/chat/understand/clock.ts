/** The user's moment: everything relative in a message is meant from here. */
export interface Clock {
  now: Temporal.Instant
  zone: string
  local: Temporal.ZonedDateTime
  today: Temporal.PlainDate
}

/** The user's moment in their own zone. Throws RangeError for a moment or zone that does not exist. */
export function clock(now: string, zone: string): Clock {
  const instant = Temporal.Instant.from(now)
  const local = instant.toZonedDateTimeISO(zone)
  return { now: instant, zone, local, today: local.toPlainDate() }
}

/** The instant at which that wall-clock time occurs; in a gap of the clocks the later, as RFC 5545 has it. */
export const instantAt = (date: Temporal.PlainDate, time: Temporal.PlainTime | null, zone: string): Temporal.Instant =>
  (time ? date.toZonedDateTime({ timeZone: zone, plainTime: time }) : date.toZonedDateTime(zone)).toInstant()

/** The next date, today included, that falls on that ISO weekday. */
export const onOrAfter = (date: Temporal.PlainDate, weekday: number): Temporal.PlainDate =>
  date.add({ days: (weekday - date.dayOfWeek + 7) % 7 })

/** The Monday of the week that a date is in. */
export const mondayOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 })

export const endOfMonth = (date: Temporal.PlainDate): Temporal.PlainDate => date.with({ day: date.daysInMonth })

/** The date of that day of the month, this month or the next that has it, not before `from`. */
export function dayOfMonth(from: Temporal.PlainDate, day: number): Temporal.PlainDate | null {
  if (day < 1 || day > 31) return null
  for (let month = from.with({ day: 1 }); ; month = month.add({ months: 1 })) {
    if (day > month.daysInMonth) continue
    const date = month.with({ day })
    if (Temporal.PlainDate.compare(date, from) >= 0) return date
  }
}
