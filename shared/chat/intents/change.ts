import type { Command } from '../../tasks/command.ts'
import type { Task, TaskPatchInput } from '../../tasks/task.ts'
import { type Action, actOn } from '../act.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { type Details, firstDue, hasMarkers, readDetails, ruleOf } from '../understand/details.ts'
import { draft } from '../understand/draft.ts'
import { movedDue } from '../understand/due.ts'
import { stems } from '../understand/stems.ts'
import { resolveTarget } from '../understand/targets.ts'

const MOVE =
  /^(?:move|reschedule|re-schedule|postpone|push(?:\s+back|\s+out)?|shift|delay|defer|snooze|bring(?:\s+forward)?|put\s+off|change|update|edit|switch|bump)\s+(.+)$/iu
/** Begins as many new tasks as changes: "put the bins out", "make dinner tomorrow". */
const MAKE = /^(?:set|make|turn|mark|flag|schedule|put|give|repeat|have|add(?=\s+(?:it|that|this|them)\b))\s+(.+)$/iu
const FIELD =
  /^(?:set|change|update|move|make|raise|lower|put)\s+(?:the\s+)?(?:due\s+date|due\s+time|due|date|time|deadline|(priority)|day|repeat|(reminder))\s+(?:of|for|on)\s+(.+?)\s+(?:to|as|at|on)\s+(.+)$/iu
const DEADLINE =
  /^(?:set|give|add|put)\s+(?:an?\s+|the\s+)?(?:deadline|due\s+date|date)\s+(?:(?:of|on|at)\s+(.+?)\s+(?:for|to|on)\s+(.+)|(?:for|to|on)\s+(.+?)\s+(?:of|to|on|at|for)\s+(.+))$/iu
const OWN_FIELD =
  /^(?:set|change|update|make)\s+(.+?)['’]s\s+(?:due\s+date|date|time|deadline|(priority)|day)\s+(?:to|as)?\s*(.+)$/iu
const PRIORITISE = /^(prioriti[sz]e|de-?prioriti[sz]e)\s+(.+)$/iu
const RAISE =
  /^(raise|increase|lower|decrease|reduce|bump(?:\s+up)?)\s+(?:the\s+)?(?:priority|importance)\s+(?:of|for|on)\s+(.+)$/iu
const STATED =
  /^(.+?)(?:\s+(?:is|are|should\s+be|has\s+been|have\s+been|was|must\s+be|needs\s+to\s+be|got|will\s+be)|['’]s)\s+((?:now|actually|moved|due|rescheduled|postponed|delayed|to|a|an|until|very|really|not|for|pushed|back|no|longer|\s)*\S.*)$/iu
const SURE_JOINTS = /\s+(?:to|until|till|into|as)\s+/giu
const JOINTS = /\s+(?:for|at|on|by|from)\s+|\s+(?=every\b|each\b|daily|weekly|monthly|yearly)/giu
const HOUR = /^(?:make|set|move|change)\s+(?:it|that|this)\s+(?:to\s+|for\s+)?(\d{1,2}(?:[.:]\d\d)?)$/iu
const REFERENCE =
  /^(?:it|that|this|them|those|these|both|that one|this one|the .* one|#?\d+|the (?:first|second|third|last).*|all .*|everything.*|["“].*["”])$/iu

/** "move dentist to friday at 11", "make the report urgent", "repeat gym every monday". */
export const change: Intent = {
  name: 'change',
  async read(heard) {
    const text = heard.text
      .replace(/,?\s+(?:at\s+)?(?:the\s+)?same\s+time[.!]*$/iu, '')
      .replace(/\b(is|are|was)n['’]t\b/giu, '$1 not')
    if (/\?\s*$/.test(text)) return null
    const field = FIELD.exec(text)
    if (field) return changeTo(field[3] ?? '', `${field[4]}${field[1] ? ' priority' : ''}`, heard)
    const deadline = DEADLINE.exec(text)
    if (deadline) return changeTo(deadline[2] ?? deadline[3] ?? '', deadline[1] ?? deadline[4] ?? '', heard)
    const own = OWN_FIELD.exec(text)
    if (own) return changeTo(own[1] ?? '', `${own[3]}${own[2] ? ' priority' : ''}`, heard)
    const prioritised = PRIORITISE.exec(text)
    if (prioritised)
      return changeTo(
        prioritised[2] ?? '',
        /^de/iu.test(prioritised[1] ?? '') ? 'low priority' : 'high priority',
        heard,
      )
    const hour = HOUR.exec(text)?.[1]
    if (hour) return changeTo('it', `at ${hour}`, heard)
    const raised = RAISE.exec(text)
    if (raised) return step(raised[2] ?? '', /^(?:raise|increase|bump)/iu.test(raised[1] ?? '') ? 1 : -1, heard)
    const moved = MOVE.exec(text)?.[1]
    if (moved)
      return (
        (await atJoint(moved, SURE_JOINTS, heard, true)) ??
        (await atJoint(moved, JOINTS, heard, false)) ??
        whole(moved, heard)
      )
    const made = MAKE.exec(text)?.[1]
    if (made)
      return (
        (await atJoint(made, SURE_JOINTS, heard, false)) ??
        (await atJoint(made, JOINTS, heard, false)) ??
        whole(made, heard)
      )
    const [, subject = '', state = ''] = STATED.exec(text) ?? []
    return subject
      ? stated(
          subject,
          state.replace(
            /^(?:(?:now|actually|moved|due|rescheduled|postponed|delayed|to|until|pushed|back|for|a|an|very|really)\s+)+/iu,
            '',
          ),
          heard,
        )
      : null
  },
}

/** What a message wants to be different about a task, with nothing left over that would be a title. */
async function onlyMarkers(text: string, heard: Heard): Promise<Details | null> {
  const details = await readDetails(text, heard.clock)
  if (details.repeat?.doubtful) return null
  if (
    hasMarkers(details) &&
    /^(?:the|a|be|is|of|instead|now|task|priority|please|it|them|all day)?$/iu.test(details.title)
  )
    return details
  const level = /^(?:a\s+)?(high|medium|normal|low|urgent|important)(?:er)?$/iu.exec(text.trim())?.[1]
  return level ? readDetails(`${level} priority`.replace('important priority', 'high priority'), heard.clock) : null
}

async function atJoint(text: string, joints: RegExp, heard: Heard, isSure: boolean): Promise<Answer | null> {
  for (const { index, 0: joint } of draft(text).open.matchAll(joints)) {
    const description = text.slice(0, index).trim()
    const state = text.slice(index + joint.length).trim()
    // "move the meeting to 11"
    const said = isSure && /^\d{1,2}(?:[.:]\d\d)?$/u.test(state) ? `at ${state}` : state
    const details = description === '' ? null : await onlyMarkers(said, heard)
    if (!details) continue
    const target = await resolveTarget(description, heard, { among: heard.open })
    if (!isSure && (target.kind === 'none' || target.kind === 'perhaps')) return null
    // "make a cake for anna on friday" is a new task, even with "cake" on the list.
    if (
      !isSure &&
      details.when &&
      joint.trim() !== 'to' &&
      !isNamed(description, target.kind === 'tasks' ? target.tasks : [])
    )
      return null
    return actOn(target, heard, action(details, heard))
  }
  return null
}

/** "make the report urgent", "make it 4pm": what is said and what is meant stand in one. */
async function whole(text: string, heard: Heard): Promise<Answer | null> {
  const details = await readDetails(text, heard.clock)
  const level = details.priority ? null : /^(.+?)\s+(?:a\s+)?(high|low|medium)$/iu.exec(text)
  if (level) return changeTo(level[1] ?? '', `${level[2]} priority`, heard)
  if (!hasMarkers(details)) return null
  const description = details.title.replace(/\s+(?:be|a|an|to|due|repeat|recurring)$/iu, '')
  const target = await resolveTarget(description, heard, { among: heard.open })
  if (target.kind !== 'tasks' && target.kind !== 'which') return null
  if (details.when && !isNamed(description, target.tasks)) return null
  return actOn(target, heard, action(details, heard))
}

const isNamed = (description: string, tasks: Task[]) =>
  REFERENCE.test(description) || tasks.some(({ title }) => stems(title).join(' ') === stems(description).join(' '))

async function stated(subject: string, state: string, heard: Heard): Promise<Answer | null> {
  const details = await onlyMarkers(state, heard)
  if (!details) return null
  const target = await resolveTarget(subject, heard, { among: heard.open })
  return target.kind === 'tasks' || target.kind === 'which' ? actOn(target, heard, action(details, heard)) : null
}

/** Changes what a description means to what a text of markers says; null when that says nothing. */
export async function changeTo(description: string, state: string, heard: Heard): Promise<Answer | null> {
  const details = await onlyMarkers(state, heard)
  if (!details) return null
  return actOn(await resolveTarget(description, heard, { among: heard.open }), heard, action(details, heard))
}

const action = (details: Details, heard: Heard): Action => ({
  verb: 'change',
  among: heard.open,
  does: (task) => changesTo(task, details, heard),
})

const LEVELS: Task['priority'][] = ['low', 'medium', 'high']

async function step(description: string, by: 1 | -1, heard: Heard): Promise<Answer> {
  return actOn(await resolveTarget(description, heard, { among: heard.open }), heard, {
    verb: 'change',
    among: heard.open,
    does: ({ id, priority }) => [
      { type: 'update', id, patch: { priority: LEVELS[LEVELS.indexOf(priority) + by] ?? priority } },
    ],
  })
}

/** The command that makes a task as described; what is not described stays. */
export async function changesTo(task: Task, details: Details, heard: Heard): Promise<Command[]> {
  const { clock, timeZone } = heard
  const patch: TaskPatchInput = {}
  if (details.priority) patch.priority = details.priority
  if (details.tags.length > 0) patch.tags = [...new Set([...task.tags, ...details.tags])]
  if (details.remindBefore) patch.remindBefore = details.remindBefore
  if (details.note) patch.description = details.note
  const due = details.repeat
    ? await repeatedDue(task, details, heard)
    : details.when
      ? movedDue(details.when, task, clock)
      : null
  if (details.repeat) patch.recurrence = { rule: ruleOf(details.repeat), anchor: details.repeat.anchor }
  if (due) Object.assign(patch, { dueAt: due.dueAt, allDay: due.allDay, timeZone })
  return [{ type: 'update', id: task.id, patch }]
}

/** A repeat keeps the time of day that a task has. */
function repeatedDue(task: Task, { when, repeat }: Details, { clock }: Heard) {
  const time =
    task.dueAt && !task.allDay ? Temporal.Instant.from(task.dueAt).toZonedDateTimeISO(clock.zone).toPlainTime() : null
  const spoken = when?.spoken ?? repeat?.spoken ?? (time ? { time, vague: false } : undefined)
  return firstDue({ ...(repeat && { repeat }), when: { ...when, ...(spoken && { spoken }) } }, clock)
}
