import { isDeepStrictEqual } from 'node:util'
import { firstOccurrence } from '../recurrence/occurrences.ts'
import { hasTimes, parseRule, type Rule, refused } from '../recurrence/rule.ts'
import { RuleError, type Violation } from './rule-error.ts'
import type { SettableField, Task, TaskPatch } from './task.ts'

/** What a person sets of a task. */
export type Settable = Pick<Task, SettableField>

/** The settable fields after a patch, with what a changed zone or a removed due date means for the others. */
export function patched(before: Settable, patch: TaskPatch): Settable {
  const after: Settable = { ...before, ...withoutUndefined(patch) }
  // "All day" says something about a due date; without one it says nothing.
  if (patch.dueAt === null && patch.allDay === undefined) after.allDay = false
  // An all-day task stays on its day when its zone changes.
  if (before.allDay && before.dueAt !== null && patch.timeZone !== undefined && patch.dueAt === undefined) {
    const day = Temporal.Instant.from(before.dueAt).toZonedDateTimeISO(before.timeZone).toPlainDate()
    after.dueAt = day.toZonedDateTime(patch.timeZone).toInstant().toString()
  }
  return after
}

/**
 * Brings due date and recurrence into agreement: a repeated task without due date gets the rule's first occurrence, an
 * all-day task is due at the start of its day in its zone. Throws a RuleError for fields that contradict each other and
 * for a new rule that never occurs. `before` is what the fields were, if the task existed.
 */
export async function settled(
  wanted: Settable,
  { before, now }: { before?: Settable; now: string },
): Promise<Settable> {
  const { recurrence } = wanted
  const isNew = recurrence !== null && !isDeepStrictEqual(recurrence, before?.recurrence)
  const rule = recurrence && parseRule(recurrence.rule)
  let after = wanted
  if (rule && isNew && after.dueAt === null)
    after = { ...after, ...(await firstDue(after, rule, recurrence.rule, now)) }

  const [violation, ...others] = contradictions(after, rule)
  if (violation) throw new RuleError(violation, ...others)

  if (after.allDay && after.dueAt !== null) after = { ...after, dueAt: startOfDay(after.dueAt, after.timeZone) }
  if (recurrence && isNew && after.dueAt !== null) {
    const first = await firstOccurrence({ ...after, rule: recurrence.rule, from: after.dueAt })
    if (first === null) throw neverOccurs(after.dueAt)
  }
  return after
}

/** A key that is there without a value names nothing to change. */
function withoutUndefined(patch: TaskPatch): Partial<Settable> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}

async function firstDue({ timeZone }: Settable, rule: Rule, text: string, now: string) {
  const allDay = !hasTimes(rule)
  const dueAt = await firstOccurrence({ rule: text, from: allDay ? now : nextMinute(now), timeZone, allDay })
  if (dueAt === null) throw neverOccurs(now)
  return { dueAt, allDay }
}

function neverOccurs(from: string): RuleError {
  return refused(`must occur at some time on or after ${from}; this rule never does`)
}

function contradictions({ dueAt, allDay, remindBefore, recurrence }: Settable, rule: Rule | null): Violation[] {
  const violations: Violation[] = []
  if (dueAt === null && allDay) violations.push({ field: 'dueAt', rule: 'is needed for an all-day task' })
  if (dueAt === null && remindBefore.length > 0) {
    violations.push({ field: 'remindBefore', rule: 'needs dueAt, from which the minutes are counted' })
  }
  if (dueAt === null && recurrence)
    violations.push({ field: 'dueAt', rule: 'is needed for a repeated task; remove recurrence with it' })
  if (allDay && rule && hasTimes(rule)) {
    violations.push({ field: 'recurrence.rule', rule: 'must name days only for an all-day task, no hours or minutes' })
  }
  return violations
}

function startOfDay(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).startOfDay().toInstant().toString()
}

/** A person names no seconds: what repeats "every hour" from now does so on whole minutes. */
function nextMinute(instant: string): string {
  return Temporal.Instant.from(instant).round({ smallestUnit: 'minute', roundingMode: 'ceil' }).toString()
}
