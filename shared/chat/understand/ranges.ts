import type { Task } from '../../tasks/task.ts'
import { type Clock, endOfMonth, mondayOf, onOrAfter } from './clock.ts'
import { mayHoldDate, readWhen } from './dates.ts'
import { draft, leftover } from './draft.ts'
import { PARTS, type PartOfDay } from './times.ts'
import { NUMBER, toNumber, toWeekday, WEEKDAY } from './words.ts'

/** Days a question is about, both inclusive; null: open on that side. */
export interface Range {
  from: Temporal.PlainDate | null
  to: Temporal.PlainDate | null
  part?: PartOfDay
  /** The days in words, for the answer: "today", "this week". */
  name: string
}

type Days = [Temporal.PlainDate | null, Temporal.PlainDate | null, string]

const week = (monday: Temporal.PlainDate): [Temporal.PlainDate, Temporal.PlainDate] => [monday, monday.add({ days: 6 })]

const readers: { pattern: string; read(groups: (string | undefined)[], clock: Clock): Days }[] = [
  {
    pattern: 'the day after tomorrow',
    read: (_, { today }) => [today.add({ days: 2 }), today.add({ days: 2 }), 'the day after tomorrow'],
  },
  { pattern: 'tod?ay|tonight', read: (_, { today }) => [today, today, 'today'] },
  {
    pattern: 'tomorrow|tmrw|tomorow|tommorow|tommorrow',
    read: (_, { today }) => [today.add({ days: 1 }), today.add({ days: 1 }), 'tomorrow'],
  },
  {
    pattern: 'yesterday',
    read: (_, { today }) => [today.subtract({ days: 1 }), today.subtract({ days: 1 }), 'yesterday'],
  },
  {
    pattern: 'this weekend|the weekend',
    read: (_, { today }) => [today.dayOfWeek === 7 ? today : onOrAfter(today, 6), onOrAfter(today, 7), 'this weekend'],
  },
  {
    pattern: 'next weekend',
    read: (_, { today }) => [mondayOf(today).add({ days: 12 }), mondayOf(today).add({ days: 13 }), 'next weekend'],
  },
  { pattern: '(?:later )?this week', read: (_, { today }) => [...week(mondayOf(today)), 'this week'] },
  { pattern: 'next week', read: (_, { today }) => [...week(mondayOf(today).add({ weeks: 1 })), 'next week'] },
  { pattern: 'last week', read: (_, { today }) => [...week(mondayOf(today).subtract({ weeks: 1 })), 'last week'] },
  { pattern: 'this month', read: (_, { today }) => [today.with({ day: 1 }), endOfMonth(today), 'this month'] },
  {
    pattern: 'next month',
    read: (_, { today }) => [
      today.with({ day: 1 }).add({ months: 1 }),
      endOfMonth(today.with({ day: 1 }).add({ months: 1 })),
      'next month',
    ],
  },
  {
    pattern: 'last month',
    read: (_, { today }) => [
      today.with({ day: 1 }).subtract({ months: 1 }),
      today.with({ day: 1 }).subtract({ days: 1 }),
      'last month',
    ],
  },
  {
    pattern: 'this year',
    read: (_, { today }) => [today.with({ month: 1, day: 1 }), today.with({ month: 12, day: 31 }), 'this year'],
  },
  {
    pattern: `(?:in |over |for |within )?the next (${NUMBER}) (days?|weeks?|months?)`,
    read([count = '', unit = ''], { today }) {
      const step = Math.ceil(toNumber(count))
      const to = today.add(/^d/i.test(unit) ? { days: step } : /^w/i.test(unit) ? { weeks: step } : { months: step })
      return [today, to, `in the next ${step} ${unit.toLowerCase()}`]
    },
  },
  {
    pattern: `(?:in |over |for |within )?the (?:last|past) (${NUMBER}) (days?|weeks?|months?)`,
    read([count = '', unit = ''], { today }) {
      const step = Math.ceil(toNumber(count))
      const from = today.subtract(
        /^d/i.test(unit) ? { days: step } : /^w/i.test(unit) ? { weeks: step } : { months: step },
      )
      return [from, today, `in the last ${step} ${unit.toLowerCase()}`]
    },
  },
  {
    pattern: `(?:this |on |coming )?(${WEEKDAY})`,
    read([day = ''], { today }) {
      const date = onOrAfter(today, toWeekday(day))
      return [date, date, date.equals(today) ? 'today' : `on ${date.toLocaleString('en-GB', { weekday: 'long' })}`]
    },
  },
]

const patterns = readers.map(({ pattern, read }) => ({
  read,
  regex: new RegExp(
    `(?:\\b(?:due|for|on|from|in|during|by|scheduled|at)\\s+)*(?<![\\p{L}\\p{N}])(?:${pattern})(?:['’]s)?(?:\\s+(?:in\\s+the\\s+)?(morning|afternoon|evening|night)(?:['’]s)?)?(?![\\p{L}\\p{N}])`,
    'iu',
  ),
}))

const LIMIT = /\b(?:due\s+)?(before|after|since|by|until|from)\s+(?=\S)/iu
const PART = /\b(?:this|in\s+the|the)\s+(morning|afternoon|evening)(?:['’]s)?\b/iu

/** The days that a question or description names, and the text without them; null when it names none. */
export async function readRange(text: string, clock: Clock): Promise<{ range: Range; rest: string } | null> {
  if (!mayHoldDate(text)) return null
  const limit = LIMIT.exec(text)
  for (const { regex, read } of patterns) {
    const found = regex.exec(text)
    if (!found) continue
    const [from, to, name] = read(found.slice(1), clock)
    const said = /tonight/i.test(found[0]) ? 'evening' : found.at(-1)?.toLowerCase()
    const part = said && said in PARTS ? (said as PartOfDay) : undefined
    const rest = without(text, found.index, found[0].length)
    const side =
      limit && limit.index + limit[0].length >= found.index && limit.index <= found.index
        ? limit[1]?.toLowerCase()
        : undefined
    if (side)
      return {
        range: limited(side, from, to, name),
        rest: limit ? rest.replace(limit[0].trim(), ' ').replace(/\s+/g, ' ').trim() : rest,
      }
    return {
      range: { from, to, name: part ? `${name === 'today' ? 'this' : name} ${part}` : name, ...(part && { part }) },
      rest,
    }
  }
  const part = PART.exec(text)
  if (part) {
    const name = part[1]?.toLowerCase() as PartOfDay
    return {
      range: { from: clock.today, to: clock.today, part: name, name: `this ${name}` },
      rest: without(text, part.index, part[0].length),
    }
  }
  const read = await readWhen(draft(text), clock)
  const date = read?.when.date
  if (!read || !date) return null
  const side = limit?.[1]?.toLowerCase()
  const name = `on ${date.toLocaleString('en-GB', { day: 'numeric', month: 'long' })}`
  return { range: side ? limited(side, date, date, name) : { from: date, to: date, name }, rest: leftover(read.rest) }
}

const without = (text: string, index: number, length: number) =>
  `${text.slice(0, index)} ${text.slice(index + length)}`.replace(/\s+/g, ' ').trim()

function limited(side: string, from: Temporal.PlainDate | null, to: Temporal.PlainDate | null, said: string): Range {
  const name = said.replace(/^on /, '')
  if (side === 'before') return { from: null, to: from?.subtract({ days: 1 }) ?? null, name: `before ${name}` }
  if (side === 'after') return { from: to?.add({ days: 1 }) ?? null, to: null, name: `after ${name}` }
  if (side === 'since' || side === 'from') return { from, to: null, name: `since ${name}` }
  return { from: null, to, name: `by ${name}` }
}

/** Whether an instant, as the clocks of the zone show it, falls within the range. */
export function isIn({ from, to, part }: Range, instant: string | null, zone: string, allDay = false): boolean {
  if (!instant) return false
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  const date = local.toPlainDate()
  if (from && Temporal.PlainDate.compare(date, from) < 0) return false
  if (to && Temporal.PlainDate.compare(date, to) > 0) return false
  return !part || (!allDay && local.hour >= PARTS[part].from && local.hour < PARTS[part].to)
}

/** Overdue: its time is over, or, of an all-day task, its day. */
export function isOverdue({ dueAt, allDay, status }: Task, { now, today, zone }: Clock): boolean {
  if (!dueAt || status === 'done') return false
  const due = Temporal.Instant.from(dueAt)
  return allDay
    ? Temporal.PlainDate.compare(due.toZonedDateTimeISO(zone).toPlainDate(), today) < 0
    : Temporal.Instant.compare(due, now) < 0
}
