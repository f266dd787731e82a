import { firstOccurrence } from '../../recurrence/occurrences.ts'
import type { Task } from '../../tasks/task.ts'
import { type Clock, instantAt } from './clock.ts'
import { mayHoldDate, readWhen, type When } from './dates.ts'
import { type Draft, draft, take } from './draft.ts'
import { type Due, dueOf, likely } from './due.ts'
import { readLoosePriority, readPriority } from './priority.ts'
import { readReminders } from './reminders.ts'
import { firstDay } from './repeat-rules.ts'
import { readRepeat, type SpokenRepeat } from './repeats.ts'
import { readTags } from './tags.ts'
import { readTitle } from './titles.ts'

/** What a message says about a task beside its title. */
export interface Details {
  title: string
  tags: string[]
  priority?: Task['priority']
  remindBefore?: number[]
  repeat?: SpokenRepeat
  when?: When
  note?: string
}

const NOTE =
  /[\s,;(-]+(?:with\s+(?:a\s+|the\s+)?)?(?:note|notes|description)(?:\s*:\s*|\s+saying\s+|\s+that\s+)(\S.*?)\)?\s*$/iu

/** Everything a text says of a task; what is left over is its title. */
export async function readDetails(text: string, clock: Clock): Promise<Details> {
  return detailsOf(draft(text), clock)
}

async function detailsOf(from: Draft, clock: Clock): Promise<Details> {
  const note = take(from, NOTE)
  const noteText = note && from.text.slice(note.found.index).match(NOTE)?.[1]?.trim()
  let { tags, rest } = readTags(note?.rest ?? from)
  const details: Omit<Details, 'title' | 'tags'> = noteText ? { note: noteText } : {}
  const priority = readPriority(rest)
  if (priority) {
    details.priority = priority.priority
    rest = priority.rest
  }
  const reminders = readReminders(rest)
  if (reminders) {
    details.remindBefore = reminders.remindBefore
    rest = reminders.rest
  }
  if (mayHoldDate(rest.open) || /\b(?:every|each|\w+ly)\b/i.test(rest.open)) {
    const repeat = await readRepeat(rest, clock)
    if (repeat) {
      details.repeat = repeat.repeat
      rest = repeat.rest
    }
    const when = await readWhen(rest, clock)
    if (when) {
      details.when = when.when
      rest = when.rest
    }
  }
  const loose = details.priority ? null : readLoosePriority(rest)
  if (loose) {
    details.priority = loose.priority
    rest = loose.rest
  }
  return { title: readTitle(rest), tags, ...details }
}

/** Whether a text says anything that only a task has: a date, a repeat, a tag, a priority, a reminder. */
export const hasMarkers = ({ tags, priority, remindBefore, repeat, when }: Details): boolean =>
  tags.length > 0 || priority !== undefined || remindBefore !== undefined || repeat !== undefined || when !== undefined

/** The rule of a repeat as it is stored. */
export const ruleOf = ({ rule, end }: SpokenRepeat): string => (end ? `${rule};${end}` : rule)

/** When a new task is first due, by its date or else by its repeat. Null without either, or when a rule never occurs. */
export async function firstDue({ when, repeat }: Pick<Details, 'when' | 'repeat'>, clock: Clock): Promise<Due | null> {
  if (!repeat) return when ? dueOf(when, clock) : null
  if (when?.exact) return dueOf(when, clock)
  const start = later(repeat.start ?? when?.date ?? clock.today, clock.today)
  const spoken = when?.spoken ?? repeat.spoken
  if (/FREQ=HOURLY/.test(repeat.rule) && !spoken) {
    const hours = Number(/INTERVAL=(\d+)/.exec(repeat.rule)?.[1] ?? 1)
    const next = clock.local.add({ hours }).round({ smallestUnit: 'minute' })
    return { dueAt: next.toInstant().toString(), allDay: false, rolled: false }
  }
  const time = spoken ? likely(spoken) : null
  const overToday =
    time && start.equals(clock.today) && Temporal.Instant.compare(instantAt(start, time, clock.zone), clock.now) <= 0
  const from = overToday ? start.add({ days: 1 }) : start
  const day = firstDay(repeat.rule, from) ?? from
  const dueAt = await firstOccurrence({
    // Counted from its first day on, an interval changes nothing about that day.
    rule: repeat.rule.replace(/;INTERVAL=\d+/, ''),
    from: instantAt(day, time, clock.zone).toString(),
    timeZone: clock.zone,
    allDay: time === null,
  })
  return dueAt === null ? null : { dueAt, allDay: time === null, rolled: false }
}

const later = (one: Temporal.PlainDate, other: Temporal.PlainDate) =>
  Temporal.PlainDate.compare(one, other) >= 0 ? one : other
