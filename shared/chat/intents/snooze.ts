import type { Command } from '../../tasks/command.ts'
import type { Task } from '../../tasks/task.ts'
import { act } from '../act.ts'
import type { Heard, Intent } from '../turn.ts'
import type { Clock } from '../understand/clock.ts'
import { DURATION, hasClockTime, toDuration } from '../understand/durations.ts'

const LATER = [
  new RegExp(
    `^(?:push|move|shift|put|set|bump)\\s+(?<task>.+?)\\s+(?:back|out|off|later|forwards?)\\s*(?:by|for)?\\s*(?<by>${DURATION})(?:\\s+later)?[.!]*$`,
    'iu',
  ),
  new RegExp(
    `^(?:push|move|shift|bump|set|put)\\s+back\\s+(?<task>.+?)\\s*(?:by|for)?\\s*(?<by>${DURATION})[.!]*$`,
    'iu',
  ),
  new RegExp(
    `^(?:push|move|shift|put|set|bump|make|do)\\s+(?<task>.+?)\\s+(?:by\\s+)?(?<by>${DURATION})\\s+(?:later|back|on|out)[.!]*$`,
    'iu',
  ),
  new RegExp(
    `^(?:(?:push|bump)\\s+(?<pushed>.+?)\\s+by|(?:postpone|delay|snooze|defer|put off)\\s+(?<task>.+?)\\s+(?:by|for))\\s+(?:another\\s+)?(?<by>${DURATION})[.!]*$`,
    'iu',
  ),
  new RegExp(`^(?:postpone|delay|snooze|defer|put off)\\s+(?<task>.+?)\\s+(?<by>${DURATION})[.!]*$`, 'iu'),
  new RegExp(
    `^(?:remind me (?:again|later)|snooze)(?:\\s+(?:about|of)\\s+(?<task>.+?))?\\s+(?:in|for)\\s+(?<fromNow>${DURATION})[.!]*$`,
    'iu',
  ),
  new RegExp(
    `^give me\\s+(?:another\\s+)?(?<by>${DURATION})(?:\\s+more)?(?:\\s+(?:for|on)\\s+(?<task>.+))?[.!]*$`,
    'iu',
  ),
]
const EARLIER = [
  new RegExp(
    `^(?:bring|move|pull|shift)\\s+(?<task>.+?)\\s+(?:forward|up|ahead|earlier)\\s*(?:by)?\\s*(?<by>${DURATION})[.!]*$`,
    'iu',
  ),
  new RegExp(
    `^(?:bring|move|pull|shift|make|do)\\s+(?<task>.+?)\\s+(?:by\\s+)?(?<by>${DURATION})\\s+(?:earlier|sooner|forward|up)[.!]*$`,
    'iu',
  ),
]
const VAGUE =
  /^(?:snooze|postpone|delay|put off|remind me (?:again )?later(?: about)?|later)(?:\s+(?<task>.+?))?(?:\s+(?:for\s+)?(?:a\s+(?:bit|while)|later))?[.!]*$/iu
const UNTIL =
  /\b(?:until|till|to|tomorrow|tonight|today|next|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/iu

/** "push stretch back by 1 day", "snooze it for an hour", "bring the meeting forward by 30 minutes". */
export const snooze: Intent = {
  name: 'snooze',
  read(heard) {
    const { text } = heard
    for (const [patterns, sign] of [
      [EARLIER, -1],
      [LATER, 1],
    ] as const) {
      for (const pattern of patterns) {
        const groups = pattern.exec(text)?.groups
        if (!groups) continue
        const by = toDuration(groups.by ?? groups.fromNow ?? '')
        return shift(groups.task ?? groups.pushed ?? 'it', sign < 0 ? by.negated() : by, heard)
      }
    }
    const groups = VAGUE.exec(text)?.groups
    if (!groups || UNTIL.test(groups.task ?? '') || (/^later/iu.test(text) && groups.task)) return null
    return shift(groups.task ?? 'it', null, heard)
  },
}

function shift(task: string, by: Temporal.Duration | null, heard: Heard) {
  return act(heard, task, {
    verb: by && by.sign < 0 ? 'bring forward' : 'push back',
    among: heard.open,
    does: (found) =>
      shifted(
        found,
        by ?? Temporal.Duration.from(found.allDay || !found.dueAt ? { days: 1 } : { hours: 1 }),
        heard.clock,
      ),
  })
}

/** Moved by so much; what has no date, or is over, or is moved by hours within a day, counts from now. */
function shifted(task: Task, by: Temporal.Duration, clock: Clock): Command[] {
  const due = task.dueAt ? Temporal.Instant.from(task.dueAt).toZonedDateTimeISO(clock.zone) : null
  const byClock = hasClockTime(by)
  const isOver = due !== null && Temporal.ZonedDateTime.compare(due, clock.local) < 0
  const update = (at: Temporal.ZonedDateTime, allDay: boolean): Command[] => [
    {
      type: 'update',
      id: task.id,
      patch: { dueAt: (allDay ? at.startOfDay() : at).toInstant().toString(), allDay, timeZone: clock.zone },
    },
  ]
  if (!due || (task.allDay && byClock)) {
    const base = byClock || !due ? clock.local : due
    return update(base.add(by).round('minute'), !byClock)
  }
  if (task.allDay) return update((isOver ? clock.local : due).add(by), true)
  if (isOver && by.sign > 0) {
    const base = byClock ? clock.local.round('minute') : clock.local.withPlainTime(due.toPlainTime())
    return update(base.add(by), false)
  }
  return update(due.add(by), false)
}
