import type { Command } from '../../tasks/command.ts'
import type { NewTask } from '../../tasks/task.ts'
import { quoted } from '../phrase/lists.ts'
import { repeatWords } from '../phrase/repeats.ts'
import type { Answer, Heard } from '../turn.ts'
import { onOrAfter } from '../understand/clock.ts'
import { type Details, firstDue, ruleOf } from '../understand/details.ts'
import type { Due } from '../understand/due.ts'
import { weekdaysOf } from '../understand/repeat-rules.ts'
import type { SpokenRepeat } from '../understand/repeats.ts'

interface Wanted {
  task: NewTask
  due: Due | null
  /** A reminder was wished for that has no moment yet. */
  asksWhen: number[] | null
  refused?: Answer
}

/** The new task that a message describes. */
async function newTask(details: Details, remind: boolean, { clock, timeZone }: Heard): Promise<Wanted> {
  const { title: said, tags, priority, repeat, note } = details
  const title = remind ? said.replace(/^(?:to|that|about|of)\s+/iu, '') : said
  const due = await firstDue(details, clock)
  const wished = details.remindBefore ?? (remind ? [0] : [])
  const isLate =
    due?.allDay === true &&
    remind &&
    !details.remindBefore &&
    Temporal.Instant.compare(nine(due.dueAt, timeZone), clock.now) <= 0
  const task: NewTask = {
    title,
    timeZone,
    ...(tags.length > 0 && { tags }),
    ...(priority && { priority }),
    ...(note && { description: note }),
    ...(repeat && { recurrence: { rule: ruleOf(repeat), anchor: repeat.anchor } }),
    ...(due && { dueAt: due.dueAt, allDay: due.allDay }),
    ...(due && !isLate && wished.length > 0 && { remindBefore: wished }),
  }
  const never = repeat && !due
  return {
    task,
    due,
    asksWhen: wished.length > 0 && (!due || isLate) ? wished : null,
    ...(never && {
      refused: { reply: `That never happens, so I added nothing: ${quoted(title)} would have no date.` },
    }),
  }
}

/** All-day tasks are reminded of at nine. */
const nine = (dueAt: string, zone: string) =>
  Temporal.Instant.from(dueAt).toZonedDateTimeISO(zone).withPlainTime({ hour: 9 }).toInstant()

/** Commands that create the tasks, and what is left to ask or tell. */
function createAll(wanted: Wanted[], heard: Heard): Answer {
  const commands: (Command & { id: string })[] = wanted.map(({ task }) => ({ type: 'create', task, id: heard.newId() }))
  const rolled = wanted.some(({ due }) => due?.rolled) ? 'That time is over today, so I took tomorrow.' : ''
  const [only, ...others] = wanted
  const [command] = commands
  const asks = others.length === 0 && only?.asksWhen && command ? { id: command.id, remindBefore: only.asksWhen } : null
  return {
    commands,
    note: [rolled, asks && (only?.due ? 'At what time should I remind you?' : 'When should I remind you?')]
      .filter(Boolean)
      .join(' '),
    ...(asks && { pending: { kind: 'when', ...asks } }),
  }
}

/** Creates the tasks that a message describes; asks first where that can mean two things. */
export async function createTasks(described: Details[], heard: Heard, { remind = false } = {}): Promise<Answer> {
  const [only, ...others] = described
  if (only?.repeat?.doubtful && others.length === 0) return askIfWeekly(only, remind, heard)
  const wanted = await Promise.all(described.map((details) => newTask(details, remind, heard)))
  return wanted.find(({ refused }) => refused)?.refused ?? createAll(wanted, heard)
}

/** "gym on monday and thursday": every week, or only the next of each? */
async function askIfWeekly({ repeat, ...details }: Details, remind: boolean, heard: Heard): Promise<Answer> {
  if (!repeat) return createTasks([details], heard, { remind })
  const weekly = await createTasks([{ ...details, repeat: sure(repeat) }], heard, { remind })
  const days = weekdaysOf(repeat.rule).map((day) => onOrAfter(heard.clock.today.add({ days: 1 }), day))
  const once = await createTasks(
    days.map((date) => ({ ...details, when: { ...details.when, date } })),
    heard,
    { remind },
  )
  return {
    reply: `${quoted(details.title)} – ${repeatWords({ rule: repeat.rule, anchor: 'due' })}, or only once each?\n1. Every week\n2. Only once each`,
    pending: {
      kind: 'choice',
      options: [
        { label: 'every week, weekly', commands: weekly.commands ?? [] },
        { label: 'only once each', commands: once.commands ?? [] },
      ],
    },
  }
}

const sure = ({ doubtful, ...repeat }: SpokenRepeat): SpokenRepeat => repeat
