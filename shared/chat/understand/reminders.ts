import { closes, cut, type Draft } from './draft.ts'
import { DURATION, eachDuration, toMinutes } from './durations.ts'

const BEFORE = '(?:before(?:hand)?(?:\\s+(?:it|that|then))?|early|earlier|ahead(?:\\s+of\\s+time)?|in\\s+advance|prior)'
const CALL =
  '(?:(?:and\\s+)?(?:please\\s+)?(?:remind|ping|alert|notify|nudge|warn)\\s+me(?:\\s+(?:about\\s+)?(?:it|that))?|(?:and\\s+)?(?:with|set|add|plus)?\\s*(?:a\\s+|an\\s+)?(?:reminders?|alarm|alert)(?:\\s+(?:set\\s+)?(?:for|at|of))?)'
const OFFSETS = `${DURATION}(?:\\s+before)?(?:(?:\\s*,)?\\s*(?:and|&)?\\s*${DURATION}(?:\\s+before(?=\\s*(?:,|and|&)))?){0,4}`

interface Reader {
  pattern: RegExp
  read(groups: (string | undefined)[], after: string): number[] | null
}

const minutes = (text: string | undefined) => {
  const all = eachDuration(text ?? '').map(toMinutes)
  return all.length > 0 && all.every((one) => Number.isInteger(one)) ? all : null
}

const readers: Reader[] = [
  {
    pattern: new RegExp(`[,;-]?\\s*${CALL}\\s*:?\\s*(${OFFSETS})\\s+${BEFORE}`, 'iu'),
    read: ([offsets]) => minutes(offsets),
  },
  {
    pattern:
      /[,;-]?\s*(?:and\s+)?(?:remind|ping|alert|notify|nudge)\s+me\s+(?:(?:about\s+)?(?:it|that)\s+)?the\s+(?:day|night|evening)\s+before\b/iu,
    read: () => [1440],
  },
  {
    pattern: new RegExp(
      `[,;-]?\\s*(?:and\\s+)?(?:with|plus|set|add)\\s+(?:a\\s+|an\\s+)?(${DURATION})\\s*-?\\s*(?:reminder|alert|warning|notice)`,
      'iu',
    ),
    read: ([offset]) => minutes(offset),
  },
  {
    pattern: new RegExp(
      `[,;-]?\\s*(?:and\\s+)?(?:with|plus)\\s+(?:a\\s+)?(?:reminder|alarm|alert)\\s+(${OFFSETS})(?![\\p{L}])`,
      'iu',
    ),
    read: ([offsets]) => minutes(offsets),
  },
  {
    pattern: new RegExp(
      `(?<=.)[,;-]?\\s*${CALL}\\s+(?:at\\s+the\\s+time|then|when\\s+it['’]?s\\s+(?:due|time)|on\\s+time)`,
      'iu',
    ),
    read: () => [0],
  },
  {
    pattern:
      /(?<=\S\s*)(?:[,;]\s*|\s+)(?:(?:and\s+|please\s+)*(?:remind|ping|alert|notify)\s+me(?:\s+(?:about\s+)?(?:it|that))?|with\s+(?:a\s+)?(?:reminder|alarm|alert))(?=\s*(?:[.,!;]|$))/iu,
    read: (_, after) => (closes(after) ? [0] : null),
  },
]

/** How many minutes before its due date a reminder of the task is wanted, and the draft without the wish. */
export function readReminders(from: Draft): { remindBefore: number[]; rest: Draft } | null {
  if (!/\b(?:remind|ping|alert|notify|nudge|warn|alarm|reminder)/i.test(from.open)) return null
  for (const { pattern, read } of readers) {
    const found = pattern.exec(from.open)
    if (!found) continue
    const end = found.index + found[0].length
    const remindBefore = read(found.slice(1), from.open.slice(end))
    if (remindBefore) return { remindBefore, rest: cut(from, found.index, end) }
  }
  return null
}
