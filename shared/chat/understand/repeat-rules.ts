import { dayOfMonth, onOrAfter } from './clock.ts'
import { closes, cut, type Draft } from './draft.ts'
import { isPart, type PartOfDay } from './times.ts'
import { MONTH, NUMBER, ORDINAL, toMonth, toNumber, toOrdinal, toWeekday, WEEKDAY } from './words.ts'

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const codeOf = (weekday: string) => CODES[toWeekday(weekday) - 1] ?? 'MO'
const WORKDAYS = 'MO,TU,WE,TH,FR'

const EVERY = '(?:(?:repeat(?:s|ing)?|recurr?ing)\\s+)?(?:on\\s+)?(?:every|each)(!)?'
const DAYS = `${WEEKDAY}s?(?:\\s*(?:,|/|&|\\+|and|,\\s*and)\\s*(?:(?:on|every|each)\\s+)?${WEEKDAY}s?)*`
const DAY_NUMBER = '(?:\\d{1,2}(?:st|nd|rd|th)?|first)'
const DAY_NUMBERS = `${DAY_NUMBER}(?:\\s*(?:,|and|&)\\s*(?:the\\s+)?${DAY_NUMBER})*`
const UNITS: Record<string, string> = { h: 'HOURLY', d: 'DAILY', w: 'WEEKLY', m: 'MONTHLY', q: 'MONTHLY', y: 'YEARLY' }
const UNIT = '(?:hours?|hrs?|days?|weeks?|months?|quarters?|years?)'
const OF_MONTH = '\\s+(?:of|in)\\s+(?:every|each|the|a)\\s+month'
const EVERY_MONTH = '(?:every|each)(!)?\\s+month|monthly(!)?'

const weekdays = (text: string) => {
  const days = text.match(new RegExp(WEEKDAY, 'giu')) ?? []
  return [...new Set(days.map(toWeekday))]
    .sort()
    .map((day) => CODES[day - 1])
    .join(',')
}
const numbers = (text: string) => (text.replace(/first/gi, '1').match(/\d{1,2}/g) ?? []).map(Number)
const joined = (days: number[]) => (days.every((day) => day >= 1 && day <= 31) ? [...new Set(days)].join(',') : null)
const inMonth = (text: string) => {
  const days = joined(numbers(text))
  return days && `FREQ=MONTHLY;BYMONTHDAY=${days}`
}

function every(interval: number, unit: string): string | null {
  const frequency = UNITS[unit.charAt(0).toLowerCase()]
  const step = /^q/i.test(unit) ? interval * 3 : interval
  if (!frequency || !Number.isInteger(step) || step < 1 || step > 999) return null
  return step === 1 ? `FREQ=${frequency}` : `FREQ=${frequency};INTERVAL=${step}`
}

function nthOfMonth(ordinal: string, day: string): string | null {
  const nth = toOrdinal(ordinal)
  if (/^(?:working|work|business|week)\s*day/i.test(day)) return `FREQ=MONTHLY;BYDAY=${WORKDAYS};BYSETPOS=${nth}`
  if (/^day/i.test(day)) return `FREQ=MONTHLY;BYMONTHDAY=${nth}`
  return nth <= 5 ? `FREQ=MONTHLY;BYDAY=${nth}${codeOf(day)}` : null
}

/** A way to say a repeat, and its rule. */
interface Reader {
  pattern: string
  /** Without "every" it may be a word of the title: only where a phrase closes. */
  loose?: true
  doubtful?: true
  read(groups: (string | undefined)[]): string | null | { rule: string; part: PartOfDay }
}

const ANY_DAY = `(?:${WEEKDAY}|day|weekday|working\\s+day|work\\s*day|business\\s+day)`

const readers: Reader[] = [
  {
    pattern: `${EVERY}\\s+day\\s+(?:except|but|apart\\s+from)\\s+(?:on\\s+|at\\s+)?(?:the\\s+)?weekends?`,
    read: () => `FREQ=WEEKLY;BYDAY=${WORKDAYS}`,
  },
  {
    pattern: `(?:${EVERY}\\s+|on\\s+the\\s+|the\\s+)(${ORDINAL})\\s+(${ANY_DAY})${OF_MONTH}`,
    read: ([, nth = '', day = '']) => nthOfMonth(nth, day),
  },
  {
    pattern: `(?:${EVERY_MONTH})\\s+on\\s+the\\s+(${ORDINAL})\\s+(${ANY_DAY})`,
    read: ([, , nth = '', day = '']) => nthOfMonth(nth, day),
  },
  {
    pattern: `(?:${EVERY}\\s+)(last)\\s+(${ANY_DAY})`,
    read: ([, nth = '', day = '']) => nthOfMonth(nth, day),
  },
  {
    pattern: `(?:on\\s+)?(?:the\\s+)?(?:at\\s+)?(?:the\\s+)?end\\s+of\\s+(?:every|each)(!)?\\s+month`,
    read: () => 'FREQ=MONTHLY;BYMONTHDAY=-1',
  },
  {
    pattern: `(?:on\\s+)?(?:the\\s+)?(${DAY_NUMBERS})\\s+(?:day\\s+)?of\\s+(?:every|each)(!)?\\s+month`,
    read: ([days = '']) => inMonth(days),
  },
  {
    pattern: `${EVERY}\\s+(${DAY_NUMBERS})\\s+of\\s+(?:the|each|every)\\s+month`,
    read: ([, days = '']) => inMonth(days),
  },
  {
    pattern: `(?:${EVERY_MONTH})\\s*,?\\s+on\\s+(?:the\\s+)?(${DAY_NUMBERS})`,
    read: ([, , days = '']) => inMonth(days),
  },
  {
    pattern: `${EVERY}\\s+(${NUMBER}|other|second|third|2nd|3rd)\\s+months?\\s+on\\s+(?:the\\s+)?(${DAY_NUMBERS})`,
    read: ([, count = '', days = '']) => {
      const rule = every(intervalOf(count), 'month')
      const on = joined(numbers(days))
      return rule && on && `${rule};BYMONTHDAY=${on}`
    },
  },
  {
    pattern: `(?:(?:every|each)(!)?\\s+year|yearly(!)?|annually(!)?)\\s*,?\\s+(?:on\\s+)?(?:the\\s+)?(?:(${DAY_NUMBER})\\s+(?:of\\s+)?(${MONTH})|(${MONTH})\\s+(?:the\\s+)?(${DAY_NUMBER}))\\b`,
    read: ([, , , day, month, otherMonth, otherDay]) => inYear(day ?? otherDay, month ?? otherMonth),
  },
  {
    pattern: `${EVERY}\\s+(?:(${DAY_NUMBER})\\s+(?:of\\s+)?(${MONTH})|(${MONTH})\\s+(?:the\\s+)?(${DAY_NUMBER}))\\b`,
    read: ([, day, month, otherMonth, otherDay]) => inYear(day ?? otherDay, month ?? otherMonth),
  },
  {
    pattern: `(?:on\\s+)?(?:the\\s+)?(?:(${DAY_NUMBER})\\s+(?:of\\s+)?(${MONTH})|(${MONTH})\\s+(?:the\\s+)?(${DAY_NUMBER}))\\s*,?\\s+(?:(?:every|each)(!)?\\s+year|yearly|annually)`,
    read: ([day, month, otherMonth, otherDay]) => inYear(day ?? otherDay, month ?? otherMonth),
  },
  {
    pattern: `${EVERY}\\s+(?:weekday|week\\s+day|working\\s+day|work\\s*day|business\\s+day)s?`,
    read: () => `FREQ=WEEKLY;BYDAY=${WORKDAYS}`,
  },
  { pattern: `${EVERY}\\s+weekends?`, read: () => 'FREQ=WEEKLY;BYDAY=SA,SU' },
  {
    pattern: `(?:${EVERY}\\s+)(1st|first|third|3rd|fourth|4th)\\s+(${WEEKDAY})`,
    read: ([, nth = '', day = '']) => nthOfMonth(nth, day),
  },
  {
    pattern: `(?:${EVERY}\\s+)(other|second|2nd|${NUMBER}|third|3rd)\\s+(?:weeks?\\s+on\\s+)?(${DAYS})`,
    read: ([, count = '', days = '']) => {
      const rule = every(intervalOf(count), 'week')
      return rule && `${rule};BYDAY=${weekdays(days)}`
    },
  },
  {
    pattern: `(?:${EVERY}\\s+(?:other|second)\\s+week|fortnightly(!)?|bi-?weekly(!)?|every\\s+fortnight)\\s+on\\s+(${DAYS})`,
    read: ([, , , days = '']) => `FREQ=WEEKLY;INTERVAL=2;BYDAY=${weekdays(days)}`,
  },
  {
    pattern: `(?:(?:every|each)(!)?\\s+week|weekly(!)?)\\s*,?\\s+on\\s+(${DAYS})`,
    read: ([, , days = '']) => `FREQ=WEEKLY;BYDAY=${weekdays(days)}`,
  },
  { pattern: `${EVERY}\\s+(${DAYS})`, read: ([, days = '']) => `FREQ=WEEKLY;BYDAY=${weekdays(days)}` },
  {
    pattern: `${EVERY}\\s+(other|second|2nd|third|3rd|fourth|4th|${NUMBER})\\s+(${UNIT})\\b`,
    read: ([, count = '', unit = '']) => every(intervalOf(count), unit),
  },
  { pattern: `${EVERY}\\s+fortnight`, read: () => 'FREQ=WEEKLY;INTERVAL=2' },
  {
    pattern: `${EVERY}\\s+(?:single\\s+)?(morning|afternoon|evening|night)`,
    read: ([, part = '']) => ({ rule: 'FREQ=DAILY', part: part.toLowerCase() as PartOfDay }),
  },
  { pattern: `${EVERY}\\s+(?:single\\s+)?(${UNIT})\\b`, read: ([, unit = '']) => every(1, unit) },
  {
    pattern: `${EVERY}\\s+(${DAY_NUMBERS})(?=\\s|$|[,.;])`,
    read: ([, days = '']) => (/\d(?:st|nd|rd|th)|first/i.test(days) ? inMonth(days) : null),
  },
  {
    pattern: '(?:once\\s+)(?:a|an|every|each|per)\\s+(day|week|month|quarter|year)\\b',
    read: ([unit = '']) => every(1, unit),
  },
  {
    pattern: `on\\s+(${WEEKDAY}(?:\\s*(?:,|/|&|and|,\\s*and)\\s*(?:on\\s+)?${WEEKDAY})+)`,
    loose: true,
    doubtful: true,
    read: ([days = '']) => `FREQ=WEEKLY;BYDAY=${weekdays(days)}`,
  },
  { pattern: '(?:on\\s+|during\\s+)?weekdays()', loose: true, read: () => `FREQ=WEEKLY;BYDAY=${WORKDAYS}` },
  { pattern: '(?:on\\s+|at\\s+)weekends()', read: () => 'FREQ=WEEKLY;BYDAY=SA,SU' },
  {
    pattern: `(?:on\\s+)?(${WEEKDAY.replace(')$', '')}s(?:\\s*(?:,|and|&|,\\s*and)\\s*(?:on\\s+)?${WEEKDAY}s)*)`,
    loose: true,
    read: ([days = '']) => (/^(?:\w+days?|[\w\s,&]+days)$/i.test(days) ? `FREQ=WEEKLY;BYDAY=${weekdays(days)}` : null),
  },
  { pattern: '(?:repeat(?:s|ing)?\\s+|recurring\\s+)?(?:daily|day by day)(!)?', loose: true, read: () => 'FREQ=DAILY' },
  {
    pattern: '(?:repeat(?:s|ing)?\\s+|recurring\\s+)?(?:fortnightly|bi-?weekly)(!)?',
    loose: true,
    read: () => 'FREQ=WEEKLY;INTERVAL=2',
  },
  { pattern: '(?:repeat(?:s|ing)?\\s+|recurring\\s+)?weekly(!)?', loose: true, read: () => 'FREQ=WEEKLY' },
  {
    pattern: '(?:repeat(?:s|ing)?\\s+|recurring\\s+)?quarterly(!)?',
    loose: true,
    read: () => 'FREQ=MONTHLY;INTERVAL=3',
  },
  { pattern: '(?:repeat(?:s|ing)?\\s+|recurring\\s+)?monthly(!)?', loose: true, read: () => 'FREQ=MONTHLY' },
  { pattern: '(?:repeat(?:s|ing)?\\s+|recurring\\s+)?(?:yearly|annually)(!)?', loose: true, read: () => 'FREQ=YEARLY' },
  { pattern: '(?:repeat(?:s|ing)?\\s+|recurring\\s+)?hourly(!)?', loose: true, read: () => 'FREQ=HOURLY' },
]

function intervalOf(count: string): number {
  if (/^(?:other|second|2nd)$/i.test(count)) return 2
  return /^(?:third|3rd|fourth|4th)$/i.test(count) ? toOrdinal(count) : toNumber(count)
}

function inYear(day: string | undefined, month: string | undefined): string | null {
  const number = numbers(day ?? '')[0] ?? 0
  return month && number >= 1 && number <= 31 ? `FREQ=YEARLY;BYMONTH=${toMonth(month)};BYMONTHDAY=${number}` : null
}

const patterns = readers.map((reader) => ({
  ...reader,
  regex: new RegExp(`(?<![\\p{L}\\p{N}'’-])${reader.pattern}(?![\\p{L}\\p{N}]|-\\p{L})`, 'giu'),
}))

/** What a repeat in words means as a rule. */
export interface FoundRule {
  rule: string
  anchor: 'due' | 'completion'
  part: PartOfDay | undefined
  doubtful: boolean
  rest: Draft
}

/** The rule of the repeat in an open draft, and the draft without it. */
export function findRule(from: Draft): FoundRule | null {
  for (const { regex, read, loose, doubtful = false } of patterns) {
    for (const found of from.open.matchAll(regex)) {
      const end = found.index + found[0].length
      if (loose && !closes(from.open.slice(end))) continue
      const result = read(found.slice(1))
      if (!result) continue
      const rest = cut(from, found.index, end)
      const anchor: FoundRule['anchor'] = found.slice(1).includes('!') ? 'completion' : 'due'
      return typeof result === 'string'
        ? { rule: result, anchor, doubtful, ...attachedPart(rest, end) }
        : { rule: result.rule, anchor, doubtful, rest, part: result.part }
    }
  }
  return null
}

/** "every monday morning": the part of the day that follows a repeat at once. */
function attachedPart(rest: Draft, end: number): { part: PartOfDay | undefined; rest: Draft } {
  const found = /^\s+(?:in\s+the\s+)?(morning|afternoon|evening|night)s?\b/i.exec(rest.open.slice(end))
  const part = found?.[1]?.toLowerCase()
  if (!found || !isPart(part)) return { part: undefined, rest }
  return { part, rest: cut(rest, end, end + found[0].length) }
}

/** The ISO weekdays that a weekly rule names. */
export const weekdaysOf = (rule: string): number[] =>
  (/BYDAY=([A-Z,]+)(?:;|$)/.exec(rule)?.[1] ?? '')
    .split(',')
    .flatMap((code) => (CODES.includes(code) ? [CODES.indexOf(code) + 1] : []))

/** The first day a rule can mean, from `from` on, so that an interval is counted from there; null when it names none. */
export function firstDay(rule: string, from: Temporal.PlainDate): Temporal.PlainDate | null {
  const byDay = weekdaysOf(rule)
  if (/FREQ=WEEKLY/.test(rule) && byDay.length > 0) {
    const days = byDay.map((day) => onOrAfter(from, day))
    return days.reduce((one, other) => (Temporal.PlainDate.compare(one, other) <= 0 ? one : other))
  }
  const monthDay = /FREQ=MONTHLY.*BYMONTHDAY=(\d+)$/.exec(rule)?.[1]
  return monthDay ? dayOfMonth(from, Number(monthDay)) : null
}
