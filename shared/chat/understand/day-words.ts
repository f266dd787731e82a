import { type Clock, dayOfMonth, endOfMonth, mondayOf, onOrAfter } from './clock.ts'
import { DURATION, toDuration } from './durations.ts'
import { isPart, type PartOfDay } from './times.ts'
import { MONTH, NUMBER, TODAY, TOMORROW, toMonth, toNumber, toWeekday, WEEKDAY } from './words.ts'

/** A way to say a day. */
interface DayReader {
  pattern: string
  /** 2: says a day wherever it stands; 1: may be a word of the title, so only at an edge or after a preposition. */
  weight: 1 | 2
  /** Only after a preposition ("on the 5th", "for sun"), since alone it is something else. */
  needsPreposition?: true
  read(
    groups: (string | undefined)[],
    clock: Clock,
  ): Temporal.PlainDate | null | { date: Temporal.PlainDate; part: PartOfDay | 'endOfDay' | 'tonight' }
}

const inWeek = (monday: Temporal.PlainDate, weekday: number) => monday.add({ days: weekday - 1 })
const nextMonth = (today: Temporal.PlainDate) => today.with({ day: 1 }).add({ months: 1 })
const anchorDay = (text: string, { today }: Clock) =>
  /^tod/i.test(text) ? today : /^(?:tom|tm|2m)/i.test(text) ? today.add({ days: 1 }) : upcoming(text, today)

/** A weekday named on that same weekday means the one in a week: today would have been called today. */
const upcoming = (weekday: string, today: Temporal.PlainDate) => onOrAfter(today.add({ days: 1 }), toWeekday(weekday))

/** Tried in this order; what an earlier one has taken is not looked at again. */
export const dayReaders: DayReader[] = [
  {
    pattern: '(?:the\\s+)?day\\s+after\\s+tomorrow',
    weight: 2,
    read: (_, { today }) => today.add({ days: 2 }),
  },
  {
    pattern: `(${NUMBER})\\s+weeks?\\s+(?:from|on|after)\\s+(${TODAY}|${TOMORROW}|${WEEKDAY})`,
    weight: 2,
    read: ([count = '', anchor = ''], clock) => anchorDay(anchor, clock).add({ weeks: Math.floor(toNumber(count)) }),
  },
  {
    pattern: `(${DURATION})\\s+from\\s+(today|${TOMORROW})`,
    weight: 2,
    read: ([duration = '', anchor = ''], clock) => anchorDay(anchor, clock).add(toDuration(duration)),
  },
  {
    pattern: `(?:(?:the\\s+)?(?:end\\s+of\\s+(?:the\\s+)?day|eod|close\\s+of\\s+business|cob)\\s+(?:on\\s+)?(${TODAY}|${TOMORROW}|${WEEKDAY})|(${TODAY}|${TOMORROW}|${WEEKDAY})\\s+(?:(?:at|by)\\s+)?(?:end\\s+of\\s+(?:the\\s+)?day|eod|close\\s+of\\s+business|cob))`,
    weight: 2,
    read: ([one, other], clock) => ({ date: anchorDay(one ?? other ?? '', clock), part: 'endOfDay' }),
  },
  {
    pattern:
      '(?:the\\s+)?(?:end\\s+of\\s+(?:the\\s+|this\\s+|my\\s+)?(?:work(?:ing)?\\s*)?day|end\\s+of\\s+today|eod|close\\s+of\\s+business|cob)',
    weight: 2,
    read: (_, { today }) => ({ date: today, part: 'endOfDay' }),
  },
  {
    pattern: `(?:(?:the\\s+)?(?:end\\s+of\\s+(?:the\\s+)?day|eod|close\\s+of\\s+business|cob)\\s+(?:on\\s+)?(${TODAY}|${TOMORROW}|${WEEKDAY})|(${TODAY}|${TOMORROW}|${WEEKDAY})\\s+(?:(?:at|by)\\s+)?(?:end\\s+of\\s+(?:the\\s+)?day|eod|close\\s+of\\s+business|cob))`,
    weight: 2,
    read: ([one, other], clock) => ({ date: anchorDay(one ?? other ?? '', clock), part: 'endOfDay' }),
  },
  {
    pattern:
      '(?:the\\s+)?(?:end\\s+of\\s+(?:the\\s+|this\\s+)?week|eow|later\\s+this\\s+week|some\\s?time\\s+this\\s+week|this\\s+week)',
    weight: 2,
    read: (_, { today }) => inWeek(mondayOf(today), today.dayOfWeek > 5 ? 7 : 5),
  },
  {
    pattern: '(?:the\\s+)?end\\s+of\\s+next\\s+week',
    weight: 2,
    read: (_, { today }) => inWeek(mondayOf(today).add({ weeks: 1 }), 5),
  },
  {
    pattern: '(?:the\\s+)?end\\s+of\\s+next\\s+month',
    weight: 2,
    read: (_, { today }) => endOfMonth(nextMonth(today)),
  },
  {
    pattern: '(?:the\\s+)?(?:end\\s+of\\s+(?:the\\s+|this\\s+)?month|eom)',
    weight: 2,
    read: (_, { today }) => endOfMonth(today),
  },
  {
    pattern: '(?:the\\s+)?(?:end\\s+of\\s+(?:the\\s+|this\\s+)?year|eoy)',
    weight: 2,
    read: (_, { today }) => today.with({ month: 12, day: 31 }),
  },
  {
    pattern: `(?:the\\s+)?end\\s+of\\s+(${MONTH})\\b`,
    weight: 2,
    read([month = ''], { today }) {
      const end = endOfMonth(today.with({ day: 1, month: toMonth(month) }))
      return Temporal.PlainDate.compare(end, today) < 0 ? endOfMonth(end.add({ years: 1 })) : end
    },
  },
  {
    pattern: '(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)?\\s+of\\s+next\\s+month',
    weight: 2,
    read: ([day], { today }) => dayOfMonth(nextMonth(today), Number(day)),
  },
  {
    pattern: '(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)?\\s+of\\s+(?:this|the)\\s+month',
    weight: 2,
    read: ([day], { today }) => dayOfMonth(today, Number(day)),
  },
  {
    pattern: 'next\\s+month(?:\\s+on\\s+the\\s+(\\d{1,2})(?:st|nd|rd|th)?)?',
    weight: 2,
    read: ([day], { today }) => dayOfMonth(nextMonth(today), Number(day ?? 1)),
  },
  { pattern: 'next\\s+year', weight: 2, read: (_, { today }) => today.with({ month: 1, day: 1 }).add({ years: 1 }) },
  {
    pattern: `(?:next\\s+week\\s+(?:on\\s+)?(${WEEKDAY})|(${WEEKDAY})\\s+(?:of\\s+)?next\\s+week|next\\s+(${WEEKDAY}))`,
    weight: 2,
    read: ([one, two, three], { today }) =>
      inWeek(mondayOf(today).add({ weeks: 1 }), toWeekday(one ?? two ?? three ?? 'mon')),
  },
  { pattern: 'next\\s+week', weight: 2, read: (_, { today }) => mondayOf(today).add({ weeks: 1 }) },
  {
    pattern: 'next\\s+weekend',
    weight: 2,
    read: (_, { today }) => inWeek(mondayOf(today).add({ weeks: 1 }), 6),
  },
  {
    pattern: '(?:this|the|at\\s+the|over\\s+the|during\\s+the|on\\s+the)\\s+(?:coming\\s+)?weekend',
    weight: 2,
    read: (_, { today }) => (today.dayOfWeek === 7 ? today : onOrAfter(today, 6)),
  },
  { pattern: 'tonight', weight: 2, read: (_, { today }) => ({ date: today, part: 'tonight' }) },
  {
    pattern: '(?:later\\s+)?this\\s+(morning|afternoon|evening)',
    weight: 2,
    read: ([part], { today }) => ({ date: today, part: isPart(part) ? part : 'morning' }),
  },
  { pattern: '(?:later\\s+)?today', weight: 2, read: (_, { today }) => today },
  {
    pattern: `first\\s+thing\\s+(?:on\\s+)?(${TOMORROW}|${WEEKDAY})(?:\\s+morning)?`,
    weight: 2,
    read: ([day = ''], clock) => ({ date: anchorDay(day, clock), part: 'morning' }),
  },
  { pattern: `(?:early\\s+|late\\s+)?${TOMORROW}`, weight: 2, read: (_, { today }) => today.add({ days: 1 }) },
  {
    pattern: `(${WEEKDAY})\\s+week(?!\\w)`,
    weight: 1,
    read: ([day = ''], { today }) => upcoming(day, today).add({ weeks: 1 }),
  },
  {
    pattern: `(?:this\\s+coming|this|coming)\\s+(${WEEKDAY})`,
    weight: 2,
    read: ([day = ''], { today }) => upcoming(day, today),
  },
  {
    pattern: `(?!(?:sun|sat)\\b)(${WEEKDAY})`,
    weight: 1,
    read: ([day = ''], { today }) => upcoming(day, today),
  },
  {
    pattern: '(sun|sat)',
    weight: 1,
    needsPreposition: true,
    read: ([day = ''], { today }) => upcoming(day, today),
  },
  {
    pattern:
      "(christmas\\s+eve|christmas(?:\\s+day)?|xmas|new\\s+year['’]?s\\s+eve|new\\s+year['’]?s\\s+day|valentine['’]?s(?:\\s+day)?|halloween)",
    weight: 1,
    needsPreposition: true,
    read: ([name = ''], { today }) => holiday(name, today),
  },
  {
    pattern: 'the\\s+(\\d{1,2})(?:st|nd|rd|th)',
    weight: 1,
    needsPreposition: true,
    read: ([day], { today }) => dayOfMonth(today, Number(day)),
  },
  {
    pattern: '(\\d{1,2})(?:st|nd|rd|th)',
    weight: 1,
    needsPreposition: true,
    read: ([day], { today }) => dayOfMonth(today, Number(day)),
  },
]

const HOLIDAYS: [RegExp, number, number][] = [
  [/eve$/i, 12, 24],
  [/^christmas|^xmas/i, 12, 25],
  [/^valentine/i, 2, 14],
  [/^halloween/i, 10, 31],
]

function holiday(name: string, today: Temporal.PlainDate): Temporal.PlainDate {
  const [, month, day] = /^new/i.test(name)
    ? ['', ...(/eve$/i.test(name) ? ([12, 31] as const) : ([1, 1] as const))]
    : (HOLIDAYS.find(([pattern]) => pattern.test(name)) ?? ['', 12, 25])
  const date = today.with({ month, day })
  return Temporal.PlainDate.compare(date, today) < 0 ? date.add({ years: 1 }) : date
}
