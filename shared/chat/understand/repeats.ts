import type { Clock } from './clock.ts'
import { readWhen } from './dates.ts'
import { cut, type Draft, take } from './draft.ts'
import { DURATION, toDuration } from './durations.ts'
import { findRule } from './repeat-rules.ts'
import { partTime, type SpokenTime } from './times.ts'
import { NUMBER, toNumber, WEEKDAY } from './words.ts'

/** How a task repeats, as somebody said it. */
export interface SpokenRepeat {
  /** RFC 5545 rule without COUNT and UNTIL. */
  rule: string
  /** COUNT or UNTIL with its value, or empty. */
  end: string
  anchor: 'due' | 'completion'
  /** "starting monday" */
  start?: Temporal.PlainDate
  /** Days without "every" ("on monday and thursday"): every week, or once each? */
  doubtful?: true
  /** "every morning" */
  spoken?: SpokenTime
}

const MAY_REPEAT = new RegExp(
  `\\b(?:every|each|once|daily|weekly|monthly|yearly|annually|quarterly|fortnightly|bi-?weekly|hourly|weekdays|weekends|\\w{3,6}days)\\b|${WEEKDAY}\\s*(?:,|/|&|and)\\s*(?:on\\s+)?${WEEKDAY}`,
  'i',
)
const AFTER_COMPLETION =
  /\b(?:after|from|since)\s+(?:(?:each\s+|every\s+|the\s+last\s+)?completion|(?:i|it)(?:['’]ve|['’]s|\s+have|\s+is|\s+was)?\s+(?:last\s+)?(?:finish(?:ed)?|complet(?:e|ed)|did|done|do)(?:\s+it)?)/iu
const TIMES = new RegExp(`\\b(?:for\\s+)?(?:the\\s+next\\s+)?(${NUMBER})\\s+(?:times|occurrences|repetitions)\\b`, 'iu')
const SPAN = new RegExp(`\\bfor\\s+(?:the\\s+next\\s+)?(${DURATION})(?![\\p{L}])`, 'iu')
const UNTIL = /\b(?:until|till|through|ending(?:\s+on)?|up\s+to)\s+/iu
const STARTING = /\b(?:starting|beginning|as\s+of|from|start)(?:\s+(?:on|from))?\s+/iu

/** The repeat in an open draft, and the draft without it; null when there is none. */
export async function readRepeat(from: Draft, clock: Clock): Promise<{ repeat: SpokenRepeat; rest: Draft } | null> {
  if (!MAY_REPEAT.test(from.open)) return null
  const first = findRule(from)
  if (!first) return null
  let { rest } = first
  let { anchor } = first
  const after = take(rest, AFTER_COMPLETION)
  if (after) {
    anchor = 'completion'
    rest = after.rest
  }
  let end = ''
  const times = take(rest, TIMES)
  const span = times ? null : take(rest, SPAN)
  if (times) {
    end = `COUNT=${toNumber(times.found[1] ?? '1')}`
    rest = times.rest
  }
  const until = end || span ? null : await readDateAfter(rest, UNTIL, clock)
  if (until) {
    end = `UNTIL=${basic(until.date)}`
    rest = until.rest
  }
  const starting = await readDateAfter(rest, STARTING, clock)
  if (starting) rest = starting.rest
  if (span) {
    end = `UNTIL=${basic((starting?.date ?? clock.today).add(toDuration(span.found[1] ?? '')).subtract({ days: 1 }))}`
    rest = cut(rest, span.found.index, span.found.index + span.found[0].length)
  }
  const { rule, part, doubtful } = first
  const spoken = part ? partTime(part) : starting?.spoken
  return {
    repeat: {
      rule,
      end,
      anchor,
      ...(starting && { start: starting.date }),
      ...(spoken && { spoken }),
      ...(doubtful && { doubtful }),
    },
    rest,
  }
}

const basic = (date: Temporal.PlainDate) => date.toString().replaceAll('-', '')

/** The date after a word such as "until", which must follow it at once. */
async function readDateAfter(from: Draft, word: RegExp, clock: Clock) {
  const keyword = word.exec(from.open)
  if (!keyword) return null
  const start = keyword.index + keyword[0].length
  // Some words are days only after a preposition ("until christmas"); every keyword is one.
  const open = `${' '.repeat(start)}${from.open.slice(start)}`
  const prefix = 'until '
  const tail: Draft = {
    text: from.text,
    open: start < prefix.length ? open : `${open.slice(0, start - prefix.length)}${prefix}${open.slice(start)}`,
  }
  const found = await readWhen(tail, clock)
  if (!found?.when.date || found.rest.open.charAt(start).trim() !== '') return null
  return {
    date: found.when.date,
    spoken: found.when.spoken,
    rest: {
      text: from.text,
      open: from.open.slice(0, keyword.index) + ' '.repeat(keyword[0].length) + found.rest.open.slice(start),
    },
  }
}
