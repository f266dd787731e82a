import type { Rule } from './rule.ts'
import { weekdays } from './rule-parts.ts'

/**
 * How many periods (years, months, weeks, days) are searched before a rule counts as never occurring. Years come in 14
 * kinds, which all return within 40 years; where an interval skips some of them, 400 years bring the calendar round.
 */
const searched = { YEARLY: 400, MONTHLY: 1_200, WEEKLY: 2_000, DAILY: 5_000 } as const
/** For rules that need all days of a year looked at. */
const searchedWholeYears = 40
const lastYear = 9999

/** A rule that is about days, not hours. */
export type DateRule = Rule & { freq: keyof typeof searched }

/**
 * The days on which a rule occurs, `start` being its DTSTART: at most `limit` of them from the day `from` on, in order.
 * Days are `2026-03-01`, COUNT, UNTIL and times of day are the caller's. The search starts near `from`, however long ago
 * the rule started, and gives up after a bounded number of periods.
 *
 * The only file that knows the library. It is asked for days in UTC alone, in rules that leave nothing to DTSTART: what
 * 1.6.0 takes from there it gets wrong for the 31st, for 29 February and for weeks before the first occurrence.
 */
export async function datesOf(
  rule: DateRule,
  { start, from, limit }: { start: string; from: string; limit: number },
): Promise<string[]> {
  const startDate = Temporal.PlainDate.from(start)
  const explicit = explicitRule(rule, startDate)
  const period = periodBefore(explicit, startDate, Temporal.PlainDate.from(from))
  if (!period) return []

  const { RRuleTemporal } = await import('rrule-temporal')
  const found: string[] = []
  const days = new RRuleTemporal({
    freq: explicit.freq,
    interval: explicit.interval,
    wkst: explicit.weekStart,
    ...(explicit.byMonth.length > 0 && { byMonth: explicit.byMonth }),
    ...(explicit.byWeekNo.length > 0 && { byWeekNo: explicit.byWeekNo }),
    ...(explicit.byYearDay.length > 0 && { byYearDay: explicit.byYearDay }),
    ...(explicit.byMonthDay.length > 0 && { byMonthDay: explicit.byMonthDay }),
    ...(explicit.byDay.length > 0 && { byDay: explicit.byDay }),
    ...(explicit.bySetPos.length > 0 && { bySetPos: explicit.bySetPos }),
    // A string crosses the border, never a Temporal object: the library may have a Temporal of its own.
    dtstart: { timeZoneId: 'UTC', toString: () => `${period}T00:00:00[UTC]` },
    maxIterations: periodsToSearch(explicit, period),
  })
  try {
    days.all((day) => {
      const date = day.toString().slice(0, 10)
      if (!/^\d{4}-/.test(date)) return false
      // At the end it shows all of them once more.
      const isNew = date > (found.at(-1) ?? '')
      if (isNew && date >= from && date >= start) found.push(date)
      return found.length < limit
    })
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('Maximum iterations'))) throw error
  }
  return found
}

/** The same rule with what RFC 5545 takes from DTSTART written out. */
function explicitRule(rule: DateRule, start: Temporal.PlainDate): DateRule {
  const { freq, interval, byMonth, byMonthDay, byDay, byYearDay, byWeekNo } = rule
  const weekday = weekdays[start.dayOfWeek - 1] ?? 'MO'
  const dateless = byMonthDay.length + byDay.length + byYearDay.length + byWeekNo.length === 0
  if (freq === 'WEEKLY' && byDay.length === 0) return { ...rule, byDay: [weekday] }
  if (freq === 'MONTHLY' && dateless) return { ...rule, byMonthDay: [start.day] }
  if (freq === 'YEARLY' && dateless) {
    return { ...rule, byMonthDay: [start.day], byMonth: byMonth.length > 0 ? byMonth : [start.month] }
  }
  if (freq === 'YEARLY' && byWeekNo.length > 0 && byDay.length === 0) return { ...rule, byDay: [weekday] }
  // Each day of a list of days in the month: the same days, found a month at a time.
  if (freq === 'DAILY' && interval === 1 && byMonthDay.length > 0) return { ...rule, freq: 'MONTHLY' }
  return rule
}

/** The first day of the last period of the rule that starts by `from`; null when a rule of days never meets its weekdays. */
function periodBefore(
  { freq, interval, weekStart, byDay, byWeekNo }: DateRule,
  start: Temporal.PlainDate,
  from: Temporal.PlainDate,
) {
  const whole = (units: number) => Math.max(0, Math.floor(units / interval)) * interval
  switch (freq) {
    case 'YEARLY': {
      // The last week of a year can end in the next.
      const years = whole(from.year - start.year) - (byWeekNo.length > 0 ? interval : 0)
      return start.with({ month: 1, day: 1 }).add({ years })
    }
    case 'MONTHLY':
      return start.with({ day: 1 }).add({ months: whole((from.year - start.year) * 12 + from.month - start.month) })
    case 'WEEKLY': {
      const first = weekdays.indexOf(weekStart) + 1
      const week = start.subtract({ days: (start.dayOfWeek - first + 7) % 7 })
      return week.add({ weeks: whole(Math.floor(week.until(from).days / 7)) })
    }
    case 'DAILY': {
      const day = start.add({ days: whole(start.until(from).days) })
      const candidates = Array.from({ length: 7 }, (_, step) => day.add({ days: step * interval }))
      return (
        candidates.find(({ dayOfWeek }) => byDay.length === 0 || byDay.includes(weekdays[dayOfWeek - 1] ?? '')) ?? null
      )
    }
  }
}

function periodsToSearch(
  { freq, interval, bySetPos, byYearDay, byWeekNo }: DateRule,
  period: Temporal.PlainDate,
): number {
  const perYear = { YEARLY: 1, MONTHLY: 12, WEEKLY: 53, DAILY: 366 }[freq]
  const untilLastYear = Math.floor(((lastYear - period.year) * perYear) / interval) + 1
  const wholeYears = freq === 'YEARLY' && bySetPos.length + byYearDay.length + byWeekNo.length > 0
  const wanted = wholeYears ? searchedWholeYears : searched[freq]
  return Math.max(1, Math.min(wanted, untilLastYear))
}
