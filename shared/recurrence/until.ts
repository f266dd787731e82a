/**
 * The end of a rule, inclusive (RFC 5545 §3.3.10): a whole day or a time on the clocks of the task's zone, or a moment.
 */
export type Until = { day: string } | { local: string } | { instant: string }

const shape = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/

/** Reads `20261231`, `20261231T235959` or `20261231T235959Z`; null for what is none, or no existing date. */
export function parseUntil(text: string): Until | null {
  const [, year, month, day, hour, minute, second, utc] = shape.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  const local = `${date}T${hour}:${minute}:${second}`
  try {
    if (hour === undefined) return { day: Temporal.PlainDate.from(date).toString() }
    if (utc) return { instant: Temporal.Instant.from(`${local}Z`).toString() }
    return { local: Temporal.PlainDateTime.from(local).toString() }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Whether an occurrence still belongs to a rule that ends so. */
export function isWithin(until: Until | null, at: Temporal.ZonedDateTime): boolean {
  if (until === null) return true
  if ('day' in until) return Temporal.PlainDate.compare(at.toPlainDate(), Temporal.PlainDate.from(until.day)) <= 0
  if ('local' in until) {
    return Temporal.PlainDateTime.compare(at.toPlainDateTime(), Temporal.PlainDateTime.from(until.local)) <= 0
  }
  return Temporal.Instant.compare(at.toInstant(), Temporal.Instant.from(until.instant)) <= 0
}
