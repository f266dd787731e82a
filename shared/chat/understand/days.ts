import type { Clock } from './clock.ts'
import { dayReaders } from './day-words.ts'
import { atEdge, closes, type Draft } from './draft.ts'
import { isPart, partTime, type SpokenTime } from './times.ts'

/** A day as somebody said it, and where in the message. */
export interface SpokenDay {
  date: Temporal.PlainDate
  spoken?: SpokenTime
  start: number
  end: number
  /** How surely it is when the task is due and not a word of its title; the surest wins. */
  weight: number
}

const PREPOSITION = '(?:\\b(?:(?:is\\s+)?due\\s+)?(?:on|by|for|before|until|till|from|starting|at|due)\\s+)'
const PART = '(?:\\s+(?:in\\s+the\\s+|at\\s+)?(morning|afternoon|evening|night))?'

const patterns = dayReaders.map((reader) => ({
  ...reader,
  regex: new RegExp(
    `(${PREPOSITION})?(?<![\\p{L}\\p{N}'’-])${reader.pattern}${PART}(?![\\p{L}\\p{N}]|['’]s|-[\\p{L}])`,
    'giu',
  ),
}))

const TONIGHT: SpokenTime = { time: Temporal.PlainTime.from({ hour: 20 }), vague: false, part: 'evening' }
const END_OF_DAY: SpokenTime = { time: Temporal.PlainTime.from({ hour: 17 }), vague: false, part: 'evening' }

/** A weekday with an article and a noun around it ("the Friday party") belongs to the title. */
const isAdjective = (before: string, after: string) =>
  /\b(?:the|our|my|a|an|every|last|his|her|their)\s*$/i.test(before) && !closes(after)

/** Days said in words: "tomorrow", "next friday", "the 5th of next month", "end of the week". */
export function readDays(from: Draft, clock: Clock): SpokenDay[] {
  const days: SpokenDay[] = []
  for (const { regex, read, weight, needsPreposition } of patterns) {
    for (const found of from.open.matchAll(regex)) {
      const [text, preposition] = found
      const start = found.index
      const end = start + text.length
      if (days.some((day) => start < day.end && end > day.start)) continue
      const after = from.open.slice(end)
      if (!preposition && isAdjective(from.open.slice(0, start), after)) continue
      const standsAlone = atEdge(from, start, end)
      if (needsPreposition && !preposition && !isShortDay(text, from.open.slice(0, start), after)) continue
      if (weight === 1 && !preposition && !standsAlone) continue
      if (needsPreposition && !closes(after)) continue
      const result = readSafely(() => read(found.slice(2), clock))
      if (!result) continue
      const { date, part } = 'part' in result ? result : { date: result, part: undefined }
      const said = found.at(-1)?.toLowerCase()
      const spoken =
        part === 'tonight'
          ? TONIGHT
          : part === 'endOfDay'
            ? END_OF_DAY
            : isPart(said)
              ? partTime(said)
              : part && partTime(part)
      const sure = preposition ? (/due|by|on/i.test(preposition) ? 4 : 3) : weight
      days.push({ date, start, end, weight: sure, ...(spoken && { spoken }) })
    }
  }
  return days
}

/** "Sat" and "Sun" are words too: a day by their capital or by the time that follows. */
const isShortDay = (text: string, before: string, after: string) =>
  /^s(?:at|un)\b/i.test(text) &&
  !/\b(?:the|some|in|of|a|i|we|he|she|they)\s*$/i.test(before) &&
  (/^ {3,}/.test(after) || (/^S/.test(text) && closes(after)))

/** Dates out of Temporal's range (in 9999 years) are not dates. */
function readSafely<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
