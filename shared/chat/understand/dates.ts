import { readCalendar } from './calendar.ts'
import type { Clock } from './clock.ts'
import { readDays } from './days.ts'
import { closes, cut, type Draft, take } from './draft.ts'
import { DURATION, hasClockTime, toDuration } from './durations.ts'
import { PARTS, type PartOfDay, partTime, readTime, type SpokenTime } from './times.ts'

/** When something is due, as far as a message says it. */
export interface When {
  date?: Temporal.PlainDate
  spoken?: SpokenTime
  /** "in 20 minutes": a moment, whatever the clocks do meanwhile. */
  exact?: Temporal.Instant
}

const HOLDS_DATE =
  /\d|\b(?:to|tod|tom|ton)(?:day|night|\w*row\w*|oro)|\b(?:tmr|tmw|mon|tue|wed|wens|thu|fri|sat|sun|week|month|year|noon|midday|midnight|lunch|morning|afternoon|evening|night|hour|minute|min|days?|in|eod|eow|eom|eoy|cob|o'clock|half|quarter|christmas|xmas|valentine|halloween|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\w+day)/i

/** A cheap test: false means that no date, time or repeat is in the text. */
export const mayHoldDate = (text: string): boolean => HOLDS_DATE.test(text)

const IN_DURATION = new RegExp(
  `(?:\\b(?:with)?in\\s+(${DURATION})(?:['’]?s?\\s+time)?|(${DURATION})\\s+from\\s+now|\\bafter\\s+(${DURATION})(?=\\s*$))(?![\\p{L}])`,
  'iu',
)
const LONE_PART = /\b(?:in\s+the|at)\s+(morning|afternoon|evening|night)\b/iu

/** The date and time in an open draft, and the draft without them; null when there is none. */
export async function readWhen(from: Draft, clock: Clock): Promise<{ when: When; rest: Draft } | null> {
  if (!mayHoldDate(from.open)) return null
  const relative = take(from, IN_DURATION)
  if (relative) {
    const { found } = relative
    const when = inDuration(found[1] ?? found[2] ?? found[3] ?? '', clock)
    if (when?.exact) return { when, rest: relative.rest }
    const time = readTime(relative.rest)
    if (when) return { when: time ? { ...when, spoken: time.spoken } : when, rest: time?.rest ?? relative.rest }
  }
  const time = readTime(from)
  const open = time?.rest ?? from
  const days = [...(await readCalendar(open, clock)), ...readDays(open, clock)]
  const best = days.reduce<(typeof days)[number] | null>(
    (one, other) => (!one || other.weight >= one.weight ? other : one),
    null,
  )
  if (best) {
    // "friday 27 november" is said in two ways at once.
    const twin = days.find((day) => day !== best && /^[\s,]*$/.test(between(open.open, day, best)))
    let rest = cut(open, best.start, best.end)
    if (twin) rest = cut(rest, twin.start, twin.end)
    const date = twin && twin.weight > best.weight ? twin.date : best.date
    const spoken = time ? withPart(time.spoken, best.spoken) : best.spoken
    return { when: { date, ...(spoken && { spoken }) }, rest }
  }
  if (time) return { when: { spoken: time.spoken }, rest: open }
  const part = take(from, LONE_PART)
  if (!part || !closes(from.open.slice(part.found.index + part.found[0].length))) return null
  const name = part.found[1]?.toLowerCase() as PartOfDay
  // "in the morning", said when it has begun, is the next one.
  const hasBegun = clock.local.hour >= PARTS[name].hour
  return { when: { spoken: partTime(name), ...(hasBegun && { date: clock.today.add({ days: 1 }) }) }, rest: part.rest }
}

const between = (text: string, one: { start: number; end: number }, other: { start: number; end: number }) =>
  one.end <= other.start ? text.slice(one.end, other.start) : text.slice(other.end, one.start)

/** "tonight at 8" and "friday morning at 9" say by the part of the day which 8 or 9 is meant. */
function withPart(spoken: SpokenTime, day: SpokenTime | undefined): SpokenTime {
  if (!spoken.vague || !day?.part) return spoken
  const hour = spoken.time.hour % 12
  return { time: spoken.time.with({ hour: day.part === 'morning' ? hour : hour + 12 }), vague: false }
}

function inDuration(text: string, clock: Clock): When | null {
  try {
    const duration = toDuration(text)
    if (duration.blank) return null
    const then = clock.local.add(duration)
    return hasClockTime(duration) ? { exact: then.toInstant().round('second') } : { date: then.toPlainDate() }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
