import type { Command } from '../../tasks/command.ts'
import { limits, type Task } from '../../tasks/task.ts'
import { act, actOn } from '../act.ts'
import { quoted } from '../phrase/lists.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { readDetails } from '../understand/details.ts'
import { type Due, dueOf } from '../understand/due.ts'
import { DURATION, eachDuration, toMinutes } from '../understand/durations.ts'
import { resolveTarget } from '../understand/targets.ts'

const OFF = [
  /^(?:do\s*n['’]?t|do\s+not|stop|never)\s+(?:remind|reminding|pinging|ping)\s+(?:me\s+)?(?:(?:about|of|to|for)\s+)?(.+?)(?:\s+any\s?more)?[.!]*$/iu,
  /^(?:remove|delete|cancel|clear|turn\s+off|drop|disable|unset|switch\s+off)\s+(?:all\s+)?(?:the\s+|my\s+)?(?:reminders?|alarms?|alerts?)\s+(?:from|for|of|on|about)\s+(.+)$/iu,
  /^no\s+(?:more\s+)?(?:reminders?|alarms?)\s+(?:for|about|on)\s+(.+)$/iu,
  /^un-?remind\s+(?:me\s+(?:about|of)\s+)?(.+)$/iu,
]
const OFF_IT =
  /^(?:never ?mind|forget|skip|drop|cancel|remove|delete|no|stop)\s+(?:(?:the|that|my)\s+)?reminders?[.!]*$|^(?:do\s*n['’]?t|stop)\s+remind(?:ing)?\s+me[.!]*$/iu
const SET =
  /^(?:remind\s+me|ping\s+me|alert\s+me|notify\s+me|(?:add|set|create|put)\s+(?:a\s+|an\s+|another\s+)?(?:reminder|alarm|alert))\b(?:\s+(?:for|on|of|about|to(?=\s+(?:it|that|the|my)\b)))?\s*(.*)$/iu
const OFFSETS = `${DURATION}(?:(?:\\s*,)?\\s*(?:and|&)?\\s*${DURATION}){0,4}`
const BEFORE = '(?:before(?:hand)?|early|earlier|ahead(?:\\s+of(?:\\s+time)?)?|in\\s+advance|prior(?:\\s+to)?)'
const LEADING = new RegExp(`^(${OFFSETS})\\s+${BEFORE}(?:\\s+(.+))?$`, 'iu')
const TRAILING = new RegExp(
  `^(.*?)(?:\\s*,)?\\s*(?:at\\s+|for\\s+|of\\s+)?(${OFFSETS})\\s+${BEFORE}(?:\\s+(?:it|that|then))?$`,
  'iu',
)
const DAY_BEFORE = /^(?:about\s+)?(.*?)(?:\s*,)?\s*the\s+day\s+before$/iu

/** Reminders of tasks that exist: "remind me about the dentist 1 hour before", "no reminder for gym". */
export const remind: Intent = {
  name: 'remind',
  async read(heard) {
    for (const pattern of OFF) {
      const description = pattern.exec(heard.text)?.[1]
      if (description)
        return act(heard, description, {
          verb: 'drop the reminder of',
          among: heard.open,
          does: ({ id }) => [{ type: 'update', id, patch: { remindBefore: [] } }],
        })
    }
    if (OFF_IT.test(heard.text))
      return act(heard, 'it', {
        verb: 'drop the reminder of',
        among: heard.open,
        does: ({ id }) => [{ type: 'update', id, patch: { remindBefore: [] } }],
      })
    const rest = SET.exec(heard.text)?.[1]?.replace(/[.!]+$/, '')
    if (rest === undefined || rest === '' || /^(?:to|that)\s/iu.test(rest)) return null
    return (await before(rest, heard)) ?? at(rest, heard)
  },
}

async function before(rest: string, heard: Heard): Promise<Answer | null> {
  const leading = LEADING.exec(rest)
  const trailing = leading ? null : TRAILING.exec(rest)
  const dayBefore = leading || trailing ? null : DAY_BEFORE.exec(rest)
  const offsets = leading?.[1] ?? trailing?.[2]
  const minutes = dayBefore ? [1440] : offsets ? eachDuration(offsets).map(toMinutes) : []
  if (minutes.length === 0) return null
  const description =
    (leading ? leading[2] : (trailing?.[1] ?? dayBefore?.[1]))?.replace(/^(?:about|of|for)\s+/iu, '') || 'it'
  const target = await resolveTarget(description, heard, { among: heard.open })
  // "remind me 10 minutes before the meeting tomorrow at 3pm" may be about a task that is to be made.
  if (target.kind !== 'tasks' && target.kind !== 'which') return null
  const [task] = target.tasks
  if (target.kind === 'tasks' && task && !task.dueAt) return askWhen(task, minutes)
  return actOn(target, heard, {
    verb: 'remind you of',
    among: heard.open,
    does: ({ id, remindBefore }) => [
      { type: 'update', id, patch: { remindBefore: withOffsets(remindBefore, minutes) } },
    ],
  })
}

/** What was asked for replaces "at the time", which came by itself, and joins what was asked for before. */
const withOffsets = (own: number[], more: number[]) =>
  [...new Set([...own.filter((one) => one !== 0), ...more])].slice(-limits.reminders)

/** "remind me about the dentist tomorrow at 5": a moment, or the time of the task. */
async function at(rest: string, heard: Heard): Promise<Answer | null> {
  const details = await readDetails(rest, heard.clock)
  const description = details.title.replace(/^(?:about|of|for)\s+/iu, '')
  if (description === '') return null
  const target = await resolveTarget(description, heard, { among: heard.open })
  const [task, ...others] = target.kind === 'tasks' ? target.tasks : []
  if (!task || others.length > 0) return null
  const due = details.when ? dueOf(details.when, heard.clock) : null
  if (!due)
    return task.dueAt
      ? { commands: [{ type: 'update', id: task.id, patch: { remindBefore: withOffsets([], [0]) } }] }
      : askWhen(task, [0])
  return { commands: remindAt(task, due, heard) }
}

/** Before a task is due, a moment is an offset; else it is when the task is due. */
function remindAt(task: Task, due: Due, { timeZone }: Heard): Command[] {
  if (task.dueAt && !task.allDay && !due.allDay) {
    const minutes = Math.round((Date.parse(task.dueAt) - Date.parse(due.dueAt)) / 60_000)
    if (minutes >= 0 && minutes <= limits.reminderMinutes) {
      return [{ type: 'update', id: task.id, patch: { remindBefore: withOffsets(task.remindBefore, [minutes]) } }]
    }
  }
  return [{ type: 'update', id: task.id, patch: { dueAt: due.dueAt, allDay: due.allDay, timeZone, remindBefore: [0] } }]
}

const askWhen = (task: Task, remindBefore: number[]): Answer => ({
  reply: `${quoted(task.title)} has no date yet. When is it?`,
  mentioned: [task.id],
  pending: { kind: 'when', id: task.id, remindBefore },
})
