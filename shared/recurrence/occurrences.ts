import { type DateRule, datesOf } from './dates.ts'
import { parseRule, type Rule } from './rule.ts'
import { isWithin } from './until.ts'

/** A repeated thing: RFC 5545's RRULE with its DTSTART. COUNT is not looked at: who repeats something counts. */
export interface Series {
  /** The rule's text, such as `FREQ=WEEKLY;BYDAY=MO`. */
  rule: string
  /** An instant: from here on the rule counts its intervals, and its time on the clock is the time of day. */
  start: string
  /** The time of day, such as `09:00`, where it is not that of the start. */
  time?: string
  timeZone: string
  /** Of an all-day series only days count; its occurrences are the starts of days. */
  allDay: boolean
}

export interface Occurrence {
  /** The instant. */
  at: string
  /** The time the rule means; on the clock it is later when clocks go forward over it that day. */
  meantTime: string
}

export interface Range {
  /** Only occurrences later than this instant. */
  after?: string | undefined
  /** Only occurrences at or later than this instant; of an all-day series, on its day or later. */
  notBefore?: string | undefined
  limit: number
}

/**
 * The occurrences of a series in order, from its start on. Times are meant on the clocks of the zone: one that clocks skip
 * is moved forward (Temporal's `compatible`), one they show twice is the first. Throws a RuleError for what is no rule.
 */
export async function occurrencesOf(series: Series, range: Range): Promise<Occurrence[]> {
  const rule = parseRule(series.rule)
  const { freq } = rule
  const start = zoned(series.start, series)
  const lower = latest(startOf(start, series), startOf(zoned(range.notBefore ?? series.start, series), series))
  const after = range.after === undefined ? undefined : zoned(range.after, series)
  const searchFrom = after ? latest(lower, after) : lower

  const candidates =
    freq === 'HOURLY'
      ? hours(rule, start, searchFrom)
      : await days({ ...rule, freq }, start, searchFrom, { ...series, limit: range.limit })
  const occurrences: Occurrence[] = []
  for (const { at, meantTime } of candidates) {
    if (occurrences.length >= range.limit || !isWithin(rule.until, at)) break
    if (isEarlier(at, lower) || (after && !isEarlier(after, at))) continue
    const instant = at.toInstant().toString()
    // Where clocks skip a time or a day, two meant times can fall on one instant.
    if (occurrences.at(-1)?.at !== instant) occurrences.push({ at: instant, meantTime: meantTime.toString() })
  }
  return occurrences
}

/** The first occurrence at or after `from`, whose time on the clock is the time of day; null if the rule never occurs. */
export async function firstOccurrence(options: {
  rule: string
  from: string
  timeZone: string
  allDay: boolean
}): Promise<string | null> {
  const [first] = await occurrencesOf({ ...options, start: options.from }, { limit: 1 })
  return first?.at ?? null
}

interface Candidate {
  at: Temporal.ZonedDateTime
  meantTime: Temporal.PlainTime
}

async function days(
  rule: DateRule,
  start: Temporal.ZonedDateTime,
  lower: Temporal.ZonedDateTime,
  { time, timeZone, allDay, limit }: Series & { limit: number },
): Promise<Candidate[]> {
  // A time that clocks skip can move to the next day; and the first days may hold nothing that is late enough.
  const from = latest(start, lower.subtract({ days: 1 }))
    .toPlainDate()
    .toString()
  const dates = await datesOf(rule, { start: start.toPlainDate().toString(), from, limit: limit + 3 })
  if (allDay) {
    const midnight = new Temporal.PlainTime()
    return dates.map((date) => ({ at: Temporal.PlainDate.from(date).toZonedDateTime(timeZone), meantTime: midnight }))
  }
  const times = timesOf(rule, time === undefined ? start.toPlainTime() : Temporal.PlainTime.from(time))
  return dates.flatMap((date) =>
    times
      .map((meantTime) => ({
        at: Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: meantTime }),
        meantTime,
      }))
      .sort((a, b) => Temporal.ZonedDateTime.compare(a.at, b.at)),
  )
}

function timesOf({ byHour, byMinute, bySecond }: Rule, time: Temporal.PlainTime): Temporal.PlainTime[] {
  const orOwn = (list: number[], own: number) => (list.length > 0 ? list : [own])
  return orOwn(byHour, time.hour).flatMap((hour) =>
    orOwn(byMinute, time.minute).flatMap((minute) =>
      orOwn(bySecond, time.second).map((second) => time.with({ hour, minute, second })),
    ),
  )
}

/**
 * Hours on the clock, so that "every 6 hours" stays at the same times of day; an hour that clocks skip is left out (RFC 5545
 * §3.3.10), since moved forward it would be the next one.
 */
function* hours(
  { interval }: Rule,
  start: Temporal.ZonedDateTime,
  lower: Temporal.ZonedDateTime,
): Generator<Candidate> {
  const local = start.toPlainDateTime()
  const hoursBefore = local.until(lower.toPlainDateTime(), { largestUnit: 'hours' }).hours
  const skipped = Math.max(0, Math.floor(hoursBefore / interval) - 2)
  for (let step = skipped; ; step++) {
    const meant = local.add({ hours: step * interval })
    if (meant.year > 9999) return
    const at = meant.toZonedDateTime(start.timeZoneId)
    if (at.toPlainDateTime().equals(meant)) yield { at, meantTime: meant.toPlainTime() }
  }
}

function zoned(instant: string, { timeZone }: Series): Temporal.ZonedDateTime {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
}

function startOf(at: Temporal.ZonedDateTime, { allDay }: Series): Temporal.ZonedDateTime {
  return allDay ? at.startOfDay() : at
}

function latest(one: Temporal.ZonedDateTime, other: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  return isEarlier(one, other) ? other : one
}

function isEarlier(one: Temporal.ZonedDateTime, other: Temporal.ZonedDateTime): boolean {
  return Temporal.ZonedDateTime.compare(one, other) < 0
}
