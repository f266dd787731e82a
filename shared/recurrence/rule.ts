import { RuleError } from '../tasks/rule-error.ts'
import { conflictIn } from './conflicts.ts'
import { type Part, partReaders, type Weekday } from './rule-parts.ts'
import type { Until } from './until.ts'

/** How often a rule can repeat a task. RFC 5545 knows MINUTELY and SECONDLY too, which no list of tasks survives. */
export type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY'

/** The parts of an RFC 5545 recurrence rule (§3.3.10), checked; a list that the rule does not name is empty. */
export interface Rule {
  freq: Frequency
  interval: number
  count: number | null
  until: Until | null
  byMonth: number[]
  byWeekNo: number[]
  byYearDay: number[]
  byMonthDay: number[]
  /** Weekdays with an optional ordinal: `MO`, `1MO`, `-1FR`. */
  byDay: string[]
  byHour: number[]
  byMinute: number[]
  bySecond: number[]
  bySetPos: number[]
  weekStart: Weekday
}

/** A refusal of a rule, on the field that carries it. */
export function refused(rule: string): RuleError {
  return new RuleError({ field: 'recurrence.rule', rule })
}

/** Reads a rule; throws a RuleError that says what would be right. Whether the rule ever occurs is not checked here. */
export function parseRule(text: string): Rule {
  const rule = readParts(text)
  const conflict = conflictIn(rule)
  if (conflict) throw refused(conflict)
  return rule
}

/** Whether the rule itself names times of day, so that no all-day task can follow it. */
export function hasTimes({ freq, byHour, byMinute, bySecond }: Rule): boolean {
  return freq === 'HOURLY' || byHour.length + byMinute.length + bySecond.length > 0
}

function readParts(text: string): Rule {
  const rule: Rule = {
    freq: 'DAILY',
    interval: 1,
    count: null,
    until: null,
    byMonth: [],
    byWeekNo: [],
    byYearDay: [],
    byMonthDay: [],
    byDay: [],
    byHour: [],
    byMinute: [],
    bySecond: [],
    bySetPos: [],
    weekStart: 'MO',
  }
  const seen = new Set<string>()
  const parts = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '')
  for (const part of parts.split(';')) {
    const [name = '', value, ...rest] = part.split('=')
    if (!isPart(name)) {
      throw refused(`has an unknown part ${JSON.stringify(name)}; known are ${Object.keys(partReaders).join(', ')}`)
    }
    if (!value || rest.length > 0) throw refused(`must give ${name} one value, such as FREQ=WEEKLY`)
    if (seen.has(name)) throw refused(`must name ${name} only once`)
    seen.add(name)
    const problem = partReaders[name](rule, value)
    if (problem) throw refused(`${name} ${problem}`)
  }
  if (!seen.has('FREQ')) throw refused('must name FREQ, such as FREQ=WEEKLY')
  return rule
}

function isPart(name: string): name is Part {
  return Object.hasOwn(partReaders, name)
}
