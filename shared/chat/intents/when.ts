import type { Task } from '../../tasks/task.ts'
import { ask, notFound } from '../act.ts'
import { remindWords } from '../phrase/changes.ts'
import { dueWords, momentWords } from '../phrase/dates.ts'
import { quoted, taskLine } from '../phrase/lists.ts'
import { repeatWords } from '../phrase/repeats.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { isOverdue } from '../understand/ranges.ts'
import { resolveTarget } from '../understand/targets.ts'

const WHEN =
  /^(?:when(?:'|’)?s|when is|when are|when does|when do i (?:have to|need to|must)?|when must i|when should i|when am i (?:supposed to|due to)|what (?:time|day|date) (?:is|are|do i (?:have to|need to)?)|what(?:'|’)?s the (?:due )?(?:date|time|deadline) (?:of|for)|at what time is|how long (?:until|till))\s+(?:my |the )?(.+?)(?:\s+(?:due|scheduled|happening|again|planned|repeat|recur|start|happen|begin|take place))*[\s?.!]*$/iu
const DONE_WHEN = /^when (?:did|have) i\s+(?:last\s+)?(.+?)[\s?.!]*$/iu
const IS_DONE =
  /^(?:did i|have i|is|was|are)\s+(?:already\s+)?(.+?)(?:\s+(?:done|finished|complete|completed|still open|open|yet))*[\s?.!]*$/iu
const OFTEN =
  /^how often (?:do i (?:have to |need to )?|is |does |must i )(.+?)(?:\s+(?:repeat|happen|due))?[\s?.!]*$/iu
const ABOUT =
  /^(?:(?:tell|show) me (?:more )?about|details? (?:of|for|about|on)|(?:show|what are|give me)(?: me)? the details? (?:of|for|about|on)|what(?:(?:'|’)?s| is| are) the (?:priority|note|notes|tags?|status|description|reminder) (?:of|for|on)|describe|show)\s+(?:my |the )?(.+?)[\s?.!]*$/iu

/** Questions about one task: "when is the dentist?", "did I pay the rent?", "tell me about the report". */
export const when: Intent = {
  name: 'when',
  async read(heard) {
    const { text } = heard
    const description = WHEN.exec(text)?.[1] ?? OFTEN.exec(text)?.[1]
    if (description) return about(description, heard, heard.open, (task) => dueReply(task, heard), true)
    const finished = DONE_WHEN.exec(text)?.[1]
    if (finished) return about(finished, heard, [...heard.done, ...heard.open], (task) => doneReply(task, heard), true)
    const asked = /\?\s*$/.test(text) || /^(?:did|have) i\b/iu.test(text) ? IS_DONE.exec(text)?.[1] : undefined
    if (asked) return about(asked, heard, heard.tasks, (task) => doneReply(task, heard), false)
    const details = ABOUT.exec(text)?.[1]
    return details ? about(details, heard, heard.tasks, (task) => detailsReply(task, heard), false) : null
  },
}

async function about(
  description: string,
  heard: Heard,
  among: Task[],
  reply: (task: Task) => string,
  isSure: boolean,
): Promise<Answer | null> {
  const target = await resolveTarget(description, heard, { among, verbFirst: true })
  if (target.kind === 'none' || target.kind === 'perhaps') {
    if (among === heard.open) return about(description, heard, heard.tasks, reply, isSure)
    return isSure ? notFound(description, heard) : null
  }
  const tasks = target.tasks.slice(0, 9)
  const [task] = tasks
  if (tasks.length === 1 && task) return { reply: reply(task), mentioned: [task.id] }
  const { reply: lines } = await ask('There are several:', tasks, heard, () => [])
  return { ...(lines && { reply: lines }), mentioned: tasks.map(({ id }) => id), listed: tasks.map(({ id }) => id) }
}

function dueReply(task: Task, { clock }: Heard): string {
  if (task.status === 'done') return doneReply(task, { clock })
  const due = dueWords(task, clock)
  const repeat = task.recurrence ? ` It repeats ${repeatWords(task.recurrence)}.` : ''
  if (!due) return `${quoted(task.title)} has no date.`
  return `${quoted(task.title)} ${isOverdue(task, clock) ? 'was' : 'is'} due ${due}.${repeat}`
}

function doneReply(task: Task, { clock }: Pick<Heard, 'clock'>): string {
  if (task.status === 'done' && task.completedAt)
    return `${quoted(task.title)} is done: ${momentWords(task.completedAt, clock)}.`
  const due = dueWords(task, clock)
  return `Not yet: ${quoted(task.title)} is still open${due ? `, due ${due}` : ''}.`
}

function detailsReply(task: Task, { clock }: Heard): string {
  const note = task.description ? `\nNote: ${task.description}` : ''
  const reminders = task.remindBefore.length > 0 && task.dueAt ? `\n${remindWords(task)}` : ''
  return `${taskLine(task, clock)}.${reminders}${note}`
}
