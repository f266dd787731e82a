import { closes, cut, type Draft } from './draft.ts'
import { NUMBER, TODAY, TOMORROW, toNumber, WEEKDAY } from './words.ts'

/** A time of day as somebody said it. */
export interface SpokenTime {
  time: Temporal.PlainTime
  /** An hour from 1 to 12 without "am" or "pm": which half of the day is meant follows from what is still ahead. */
  vague: boolean
  /** A part of the day and not a time: "morning" said at ten still means today. */
  part?: PartOfDay
}

export type PartOfDay = 'morning' | 'afternoon' | 'evening' | 'night'

/** The hour at which a part of the day is taken to begin for a task, and the one at which it is over. */
export const PARTS: Record<PartOfDay, { hour: number; from: number; to: number }> = {
  morning: { hour: 9, from: 4, to: 12 },
  afternoon: { hour: 15, from: 12, to: 18 },
  evening: { hour: 19, from: 17, to: 24 },
  night: { hour: 21, from: 18, to: 24 },
}

export const isPart = (part: string | undefined): part is PartOfDay => part !== undefined && part in PARTS

const AT = '(?:\\b(?:at|by|around|about|from|before|after|@)\\s*|@\\s*)?'
const MERIDIEM = '([ap])\\.?\\s?m\\b\\.?'
const IN_PART = '(?:\\s+(?:in\\s+the\\s+|at\\s+)(morning|afternoon|evening|night))?'

interface Reader {
  pattern: RegExp
  read(groups: (string | undefined)[], after: string): SpokenTime | null
}

function time(hour: number, minute: number, vague: boolean): SpokenTime | null {
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59)) return null
  return { time: Temporal.PlainTime.from({ hour, minute }), vague: vague && hour >= 1 && hour <= 12 }
}

const meridian = (hour: number, half: string): number => (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)

/** An hour that is am or pm by "in the morning" or "in the evening", or vague without. */
function inPart(hour: number, minute: number, part: string | undefined): SpokenTime | null {
  if (!part || hour > 12) return time(hour, minute, true)
  return time(meridian(hour, part.toLowerCase() === 'morning' ? 'a' : 'p'), minute, false)
}

const MINUTES_PAST: Record<string, number> = { quarter: 15, half: 30 }

const readers: Reader[] = [
  {
    // "3-5pm", "from 9:00 to 10:30", "between 2 and 4pm": the start is when it is due.
    pattern: new RegExp(
      `(?:\\b(?:from|between|at)\\s+)?(?<![\\d:.])(\\d{1,2})(?:[:.](\\d{2}))?\\s*(?:([ap])\\.?m\\.?)?\\s*(?:-|–|\\bto\\b|\\buntil\\b|\\btill\\b|\\band\\b)\\s*(\\d{1,2})(?:[:.](\\d{2}))?\\s*(?:${MERIDIEM})`,
      'iu',
    ),
    read([hour, minute, half, endHour, , endHalf]) {
      if (Number(hour) < 1 || Number(hour) > 12 || Number(endHour) > 12) return null
      const said =
        half ?? (Number(hour) % 12 <= Number(endHour) % 12 ? endHalf : endHalf?.toLowerCase() === 'p' ? 'a' : 'p')
      return time(meridian(Number(hour), said ?? 'a'), Number(minute ?? 0), false)
    },
  },
  {
    pattern:
      /(?:\b(?:from|between)\s+)?(?<![\d:.])(\d{1,2}):(\d{2})\s*(?:-|–|to|until|till|and)\s*\d{1,2}:\d{2}(?!\d)/iu,
    read: ([hour, minute]) => time(Number(hour), Number(minute), false),
  },
  {
    // "tomorrow 9 to 10", "from 9 to 10"
    pattern: new RegExp(
      `(?:(?<=\\b(?:${TODAY}|${TOMORROW}|${WEEKDAY})\\s+)|\\b(?:from|between)\\s+)(\\d{1,2})(?::(\\d{2}))?\\s*(?:-|–|to|until|till|and)\\s*\\d{1,2}(?::\\d{2})?(?![\\d:/.])`,
      'iu',
    ),
    read: ([hour, minute], after) => (closes(after) ? time(Number(hour), Number(minute ?? 0), true) : null),
  },
  {
    pattern: new RegExp(
      `(?:\\bfrom\\s+)(\\d{1,2})(?::(\\d{2}))?\\s*${MERIDIEM}\\s*(?:-|–|to|until|till)\\s*(?:midnight|noon|late)`,
      'iu',
    ),
    read: ([hour, minute, half]) => time(meridian(Number(hour), half ?? 'p'), Number(minute ?? 0), false),
  },
  {
    pattern: new RegExp(`${AT}(?<![\\d:.,/-])(\\d{1,2})(?:[:.](\\d{2}))?\\s*${MERIDIEM}`, 'iu'),
    read([hour, minute, half]) {
      if (Number(hour) < 1 || Number(hour) > 12) return null
      return time(meridian(Number(hour), half ?? 'a'), Number(minute ?? 0), false)
    },
  },
  {
    pattern: new RegExp(`${AT}(?<![\\d:.,/-])(\\d{1,2}):(\\d{2})(?![\\d:])${IN_PART}`, 'iu'),
    // "05:30" and "17:30" say themselves which half they mean.
    read: ([hour = '', minute, part]) =>
      hour.length === 2 && (hour.startsWith('0') || Number(hour) > 12)
        ? time(Number(hour), Number(minute), false)
        : inPart(Number(hour), Number(minute), part),
  },
  {
    pattern: new RegExp(
      `${AT}\\b(half(?=\\s+past)|quarter|five|ten|twenty|twenty-five|${NUMBER}\\s+minutes?|\\d{1,2}(?=\\s+past))\\s+(past|to)\\s+(${NUMBER})\\b${IN_PART}`,
      'iu',
    ),
    read([minutes = '', side = '', hour = '', part]) {
      const past = MINUTES_PAST[minutes.toLowerCase()] ?? toNumber(minutes.replace(/\s+minutes?/i, ''))
      const base = toNumber(hour)
      if (base < 1 || base > 12 || !(past > 0 && past < 60)) return null
      return side.toLowerCase() === 'past' ? inPart(base, past, part) : inPart(((base + 10) % 12) + 1, 60 - past, part)
    },
  },
  {
    pattern: new RegExp(`${AT}\\b(\\d{1,2}|${NUMBER})\\s*o['’]?clock\\b${IN_PART}`, 'iu'),
    read: ([hour = '', part]) => inPart(toNumber(hour), 0, part),
  },
  {
    pattern: /\b(?:at|by)\s+(\d{1,2})h(\d{2})?\b/iu,
    read: ([hour, minute]) => time(Number(hour), Number(minute ?? 0), false),
  },
  {
    // "at 5", "at 10.30", "at 1530": only where the number does not count something ("look at 3 houses").
    pattern: new RegExp(`(?:\\bat|@)\\s*(\\d{1,2})(?:[.]?([0-5]\\d))?(?![\\d%.:/-])${IN_PART}`, 'iu'),
    read: ([hour, minute, part], after) =>
      closes(after) ||
      /^\s*(?:in the|today|tonight|tom|tmr|this|next|sharp|mon|tue|wed|thu|fri|sat|sun|instead|starting|then|or)/i.test(
        after,
      )
        ? inPart(Number(hour), Number(minute ?? 0), part)
        : null,
  },
  {
    pattern: /(?:\b(?:at|by|around|before)\s+)?\b(noon|midday|midnight|lunch ?time)\b/iu,
    read: ([word = ''], after) =>
      closes(after) || /^\s*(?:today|tom|on|next|this)/i.test(after)
        ? time(/midnight/i.test(word) ? 0 : 12, 0, false)
        : null,
  },
]

/** The time of day in an open draft, if it holds one. */
export function readTime(from: Draft): { spoken: SpokenTime; start: number; end: number; rest: Draft } | null {
  for (const { pattern, read } of readers) {
    const all = new RegExp(pattern.source, `${pattern.flags}g`)
    for (const found of from.open.matchAll(all)) {
      const end = found.index + found[0].length
      const spoken = read(found.slice(1), from.open.slice(end))
      if (spoken) return { spoken, start: found.index, end, rest: cut(from, found.index, end) }
    }
  }
  return null
}

export const partTime = (part: PartOfDay): SpokenTime => ({
  time: Temporal.PlainTime.from({ hour: PARTS[part].hour }),
  vague: false,
  part,
})
