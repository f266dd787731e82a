import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DateRule, datesOf } from './dates.ts'
import { parseRule } from './rule.ts'
import { weekdays } from './rule-parts.ts'

/** RFC 5545 §3.3.10 said once more, as slowly and plainly as possible: look at each day, whether the rule means it. */
function slowDates(rule: DateRule, start: string, from: string, limit: number, lastYear: number): string[] {
  const first = Temporal.PlainDate.from(start)
  const periods = new Map<string, Temporal.PlainDate[]>()
  // Whole periods: BYSETPOS counts from their first day, which can be before the start.
  for (
    let day = first.with({ month: 1, day: 1 }).subtract({ days: 7 });
    day.year <= lastYear;
    day = day.add({ days: 1 })
  ) {
    if (!isMeant(rule, first, day)) continue
    const period = periodOf(rule, first, day)
    if (period % rule.interval !== 0) continue
    periods.set(String(period), [...(periods.get(String(period)) ?? []), day])
  }
  return [...periods.values()]
    .flatMap((days) => {
      if (rule.bySetPos.length === 0) return days
      return days.filter((_, index) => rule.bySetPos.some((pos) => index === (pos > 0 ? pos - 1 : days.length + pos)))
    })
    .map(String)
    .filter((day) => day >= start && day >= from)
    .sort()
    .slice(0, limit)
}

function periodOf({ freq, weekStart }: DateRule, start: Temporal.PlainDate, day: Temporal.PlainDate): number {
  if (freq === 'YEARLY') return day.year - start.year
  if (freq === 'MONTHLY') return (day.year - start.year) * 12 + day.month - start.month
  if (freq === 'DAILY') return start.until(day).days
  const week = (date: Temporal.PlainDate) =>
    date.subtract({ days: (date.dayOfWeek - weekdays.indexOf(weekStart) + 6) % 7 })
  return week(start).until(week(day)).days / 7
}

function isMeant(rule: DateRule, start: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
  const { freq, byMonth, byMonthDay, byDay, byYearDay, byWeekNo } = rule
  const either = (list: number[], value: number, size: number) =>
    list.includes(value) || list.includes(value - size - 1)
  const weeks =
    day.weekOfYear === undefined
      ? 0
      : Temporal.PlainDate.from({ year: day.yearOfWeek ?? 0, month: 12, day: 28 }).weekOfYear
  if (byMonth.length > 0 && !byMonth.includes(day.month)) return false
  if (byMonthDay.length > 0 && !either(byMonthDay, day.day, day.daysInMonth)) return false
  if (byYearDay.length > 0 && !either(byYearDay, day.dayOfYear, day.daysInYear)) return false
  if (byWeekNo.length > 0 && !either(byWeekNo, day.weekOfYear ?? 0, weeks ?? 0)) return false
  if (byDay.length > 0) {
    const inYear = freq === 'YEARLY' && byMonth.length === 0
    const [place, size] = inYear ? [day.dayOfYear, day.daysInYear] : [day.day, day.daysInMonth]
    const name = weekdays[day.dayOfWeek - 1]
    const names = [name, `${Math.ceil(place / 7)}${name}`, `${-Math.ceil((size - place + 1) / 7)}${name}`]
    return byDay.some((one) => names.includes(one))
  }
  const dateless = byMonthDay.length + byYearDay.length + byWeekNo.length === 0
  if (freq === 'WEEKLY' || byWeekNo.length > 0) return day.dayOfWeek === start.dayOfWeek
  if (freq === 'MONTHLY' && dateless) return day.day === start.day
  if (freq === 'YEARLY' && dateless) return day.day === start.day && (byMonth.length > 0 || day.month === start.month)
  return true
}

function dateRule(text: string): DateRule {
  const rule = parseRule(text)
  if (rule.freq === 'HOURLY') throw new Error('a rule of hours')
  return { ...rule, freq: rule.freq }
}

const list = <Value>(values: Value[], maxLength = 3) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength }), { nil: undefined })
const fromEnd = (largest: number) => [...Array.from({ length: largest }, (_, i) => i + 1), -1, -2, -largest]

const parts = {
  interval: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  byMonth: list([1, 2, 3, 6, 9, 12]),
  byDay: list<string>([...weekdays]),
  ordinalDays: list(['1MO', '2TU', '-1FR', '-2SU', '5TH', '-5WE', '3SA']),
  byMonthDay: list(fromEnd(31)),
  bySetPos: list([1, 2, -1, -2], 2),
  weekStart: fc.option(fc.constantFrom(...weekdays), { nil: undefined }),
}

const text = (values: Record<string, unknown>) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(';')

const anyRule = fc.oneof(
  fc
    .record({ INTERVAL: parts.interval, BYMONTH: parts.byMonth, BYMONTHDAY: parts.byMonthDay, BYDAY: parts.byDay })
    .map((values) => `FREQ=DAILY;${text(values)}`),
  fc
    .record({ INTERVAL: parts.interval, BYMONTH: parts.byMonth, BYDAY: parts.byDay, WKST: parts.weekStart })
    .map((values) => `FREQ=WEEKLY;${text(values)}`),
  fc
    .record({ INTERVAL: parts.interval, BYDAY: parts.byDay, BYSETPOS: parts.bySetPos, WKST: parts.weekStart })
    .filter(({ BYDAY }) => BYDAY !== undefined)
    .map((values) => `FREQ=WEEKLY;${text(values)}`),
  fc
    .record({
      INTERVAL: parts.interval,
      BYMONTH: parts.byMonth,
      BYMONTHDAY: parts.byMonthDay,
      BYDAY: fc.oneof(parts.byDay, parts.ordinalDays),
      BYSETPOS: parts.bySetPos,
    })
    .filter((values) => values.BYSETPOS === undefined || (values.BYMONTHDAY ?? values.BYDAY) !== undefined)
    .map((values) => `FREQ=MONTHLY;${text(values)}`),
  fc
    .record({
      INTERVAL: parts.interval,
      BYMONTH: list([1, 2, 3, 6, 9, 12]).map((months) => months ?? [2]),
      BYMONTHDAY: parts.byMonthDay,
      BYDAY: fc.oneof(parts.byDay, parts.ordinalDays),
      BYSETPOS: parts.bySetPos,
    })
    .map((values) => `FREQ=YEARLY;${text(values)}`),
  fc
    .record({ INTERVAL: parts.interval, BYMONTHDAY: parts.byMonthDay, BYDAY: parts.byDay })
    .map((values) => `FREQ=YEARLY;${text(values)}`),
  fc.record({ INTERVAL: parts.interval, BYDAY: parts.ordinalDays }).map((values) => `FREQ=YEARLY;${text(values)}`),
  fc
    .record({ INTERVAL: parts.interval, BYMONTH: parts.byMonth, BYYEARDAY: list([1, 60, 200, 366, -1, -60, -366]) })
    .map((values) => `FREQ=YEARLY;${text(values)}`),
  fc
    .record({ BYMONTH: parts.byMonth, BYWEEKNO: list([1, 2, 20, 52, 53, -1, -53]), BYDAY: parts.byDay })
    .map((values) => `FREQ=YEARLY;${text(values)}`),
)

const anyDay = fc
  .integer({ min: 0, max: 1500 })
  .map((days) => Temporal.PlainDate.from('2023-12-20').add({ days }).toString())

describe('the days of a rule', () => {
  test('are those that the text of RFC 5545 gives', async () => {
    await fc.assert(
      fc.asyncProperty(anyRule, anyDay, fc.integer({ min: 0, max: 1000 }), async (rule, start, later) => {
        const from = Temporal.PlainDate.from(start).add({ days: later }).toString()
        const lastYear = Number(from.slice(0, 4)) + 8
        const found = await datesOf(dateRule(rule), { start, from, limit: 6 })
        const inYears = found.filter((day) => Number(day.slice(0, 4)) <= lastYear - 1)
        const slow = slowDates(dateRule(rule), start, from, 6, lastYear).filter(
          (day) => Number(day.slice(0, 4)) <= lastYear - 1,
        )
        expect(inYears, `${rule} ${start} ${from}`).toEqual(slow)
      }),
      { numRuns: 100 },
    )
  })
})
