import type { Clock } from './clock.ts'
import type { SpokenDay } from './days.ts'
import { atEdge, closes, type Draft } from './draft.ts'
import { MONTH, toMonth } from './words.ts'

const CALENDAR = new RegExp(
  `\\d{1,4}[-/.]\\d{1,2}(?:[-/.]\\d{1,4})?|\\b\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTH}\\b|\\b${MONTH}\\.?,?\\s+(?:the\\s+)?\\d{1,2}(?:st|nd|rd|th)?\\b`,
  'iu',
)
const IN_MONTH = new RegExp(
  `\\b(?:in|by|for|from|before|until)\\s+(${MONTH})(?:\\s+(\\d{4}))?(?![\\p{L}\\p{N}'’-])`,
  'iu',
)
const PREPOSITION =
  /(?:\b(?:(?:is\s+)?due\s+)?(?:on|by|for|before|until|till|from|starting|at|due)(?:\s+the)?\s+|\bthe\s+)$/i

/** Whether a text may hold a date of the calendar, which is worth loading chrono for. */
export const mayHoldCalendarDate = (text: string): boolean => CALENDAR.test(text)

let loading: Promise<typeof import('chrono-node/en')> | undefined

const monthFirst = (zone: string) => zone.startsWith('America/') || zone.startsWith('US/')
const DAY_FIRST = /(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})(?=[/.-]\d|(?![\d/.-]))/gu

/** "27/11" as chrono reads it, month first; of the same length, so that places in the text stay. */
const inChronoOrder = (text: string, zone: string) => (monthFirst(zone) ? text : text.replace(DAY_FIRST, '$3$2$1'))

/** chrono fails on "27 nov" with blanks behind it, which is how what others took looks. */
const withoutGaps = (text: string) => text.replace(/ {3,}/g, (gap) => ` ${';'.repeat(gap.length - 2)} `)

/**
 * Dates of the calendar: "27 Nov", "March 3rd 2027", "11/2", "2027-02-11", "in March". "11/2" is read by the custom of the user's part of the
 * world: month first in America, day first elsewhere.
 */
export async function readCalendar(from: Draft, clock: Clock): Promise<SpokenDay[]> {
  const days = mayHoldCalendarDate(from.open) ? await parseDates(from, clock) : []
  const month = IN_MONTH.exec(from.open)
  if (!month || days.length > 0) return days
  return [...days, ...inMonth(month, clock)]
}

async function parseDates(from: Draft, clock: Clock): Promise<SpokenDay[]> {
  loading ??= import('chrono-node/en')
  const { casual } = await loading
  // chrono reads a bare wall clock: the user's own date as if it were UTC, so that no zone can shift a day.
  const wall = new Date(`${clock.today.toString()}T12:00:00Z`)
  const reference = { instant: wall, timezone: 0 }
  const results = casual.parse(withoutGaps(inChronoOrder(from.open, clock.zone)), reference, { forwardDate: true })
  return results.flatMap(({ index, text, start }): SpokenDay[] => {
    if (!start.isCertain('day') || !start.isCertain('month') || !CALENDAR.test(text)) return []
    const year = start.get('year')
    const month = start.get('month')
    const day = start.get('day')
    if (!year || !month || !day) return []
    const preposition = PREPOSITION.exec(from.open.slice(0, index))?.[0] ?? ''
    const at = index - preposition.length
    const end = index + text.length
    // "1/2 cup" and "2 march tickets" are no dates.
    const stands = /\d[/.-]\d/.test(text) ? closes(from.open.slice(end)) : atEdge(from, at, end)
    const sure = /\d{4}/.test(text) || /\b(?:on|by|due|before|until|till|from|starting)\b/i.test(preposition + text)
    if (!sure && !stands) return []
    if (/^\d{1,2}\.\d{1,2}$/.test(text)) return []
    return [{ date: Temporal.PlainDate.from({ year, month, day }), start: at, end, weight: sure ? 5 : 2 }]
  })
}

function inMonth(found: RegExpExecArray, { today }: Clock): SpokenDay[] {
  const [text, month = '', year] = found
  let date = today.with({ day: 1, month: toMonth(month) })
  if (year) date = date.with({ year: Number(year) })
  else if (Temporal.PlainDate.compare(date, today) < 0) date = date.add({ years: 1 })
  return [{ date, start: found.index, end: found.index + text.length, weight: 3 }]
}
