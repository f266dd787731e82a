import type { Task } from '../../tasks/task.ts'
import type { Change } from '../rehearse.ts'
import type { Clock } from '../understand/clock.ts'
import { dueWords, minutesWords } from './dates.ts'
import { joined, numbered, quoted, taskLine, titlesWords } from './lists.ts'
import { repeatWords } from './repeats.ts'

/** What changes did, as a person would tell it: one sentence for each kind of change. */
export function changesWords(changes: Change[], clock: Clock): string {
  const of = (type: Change['type']) => changes.filter((change) => change.type === type)
  return [
    createdWords(
      of('created').map(({ task }) => task),
      clock,
    ),
    listWords(of('completed'), 'Done'),
    listWords(of('reopened'), 'Open again'),
    updatedWords(of('updated'), clock),
    listWords(of('deleted'), 'Deleted'),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function listWords(changes: Change[], did: string): string {
  return changes.length === 0 ? '' : `${did}: ${titlesWords(changes.map(({ task }) => task))}.`
}

function createdWords(tasks: Task[], clock: Clock): string {
  const [task, ...others] = tasks
  if (!task) return ''
  if (others.length > 0) return `Added ${tasks.length} tasks:\n${numbered(tasks.map((one) => taskLine(one, clock)))}`
  const due = dueWords(task, clock)
  const facts = [
    task.recurrence ? `, ${repeatWords(task.recurrence)}${due ? `, first ${due}` : ''}` : due ? ` for ${due}` : '',
    task.priority === 'medium' ? '' : `, ${task.priority} priority`,
    task.tags.length > 0 ? `, ${task.tags.map((tag) => `#${tag}`).join(' ')}` : '',
  ]
  const note = task.description ? ' I kept the note.' : ''
  return `Added ${quoted(task.title)}${facts.join('')}.${task.remindBefore.length > 0 ? ` ${remindWords(task)}` : ''}${note}`
}

/** "I'll remind you 15 minutes before." */
export function remindWords({ remindBefore, allDay }: Pick<Task, 'remindBefore' | 'allDay'>): string {
  const times = remindBefore.map((minutes) => {
    if (minutes === 0) return allDay ? 'that day at 9:00' : 'then'
    if (allDay && minutes % 1440 === 0) return `${minutes === 1440 ? 'the day' : minutesWords(minutes)} before at 9:00`
    return `${minutesWords(minutes)} before`
  })
  return `I'll remind you ${joined(times)}.`
}

function updatedWords(changes: Change[], clock: Clock): string {
  const [first, ...others] = changes
  if (!first) return ''
  if (others.length === 0) return oneUpdateWords(first, clock)
  const same = new Set(changes.map((change) => becameWords(change, clock)))
  const [became = ''] = same
  return same.size === 1
    ? `${titlesWords(changes.map(({ task }) => task))} ${became
        .replace(/^is /, 'are ')
        .replace(/^has /, 'have ')
        .replace(/^no longer repeats/, 'no longer repeat')
        .replace(/^repeats /, 'repeat ')}.`
    : `Changed ${changes.length} tasks:\n${numbered(changes.map(({ task }) => taskLine(task, clock)))}`
}

function oneUpdateWords(change: Change, clock: Clock): string {
  const { task, before, changed } = change
  const title = quoted(task.title)
  const renamed = changed.includes('title') && before ? `Renamed ${quoted(before.title)} to ${title}.` : ''
  const became = becameWords(change, clock)
  const sentence = became && `${renamed ? 'It' : title} ${became}.`
  const reminders =
    changed.includes('remindBefore') && task.dueAt
      ? task.remindBefore.length > 0
        ? remindWords(task)
        : "I won't remind you of it."
      : ''
  const told = [renamed, sentence, reminders && (sentence || renamed ? reminders : `${title}: ${reminders}`)]
  return told.filter(Boolean).join(' ') || `Changed ${title}.`
}

/** What a task became by a change, to follow its title: "is now due Friday and has high priority". */
function becameWords({ task, changed }: Change, clock: Clock): string {
  const words: string[] = []
  if (changed.includes('recurrence'))
    words.push(task.recurrence ? `repeats ${repeatWords(task.recurrence)}` : 'no longer repeats')
  if (changed.includes('dueAt') || changed.includes('allDay')) {
    const due = dueWords(task, clock)
    words.push(due ? `is now due ${due}` : 'has no date any more')
  }
  if (changed.includes('priority')) words.push(`has ${task.priority} priority now`)
  if (changed.includes('tags')) {
    words.push(
      task.tags.length > 0 ? `is tagged ${task.tags.map((tag) => `#${tag}`).join(' ')}` : 'has no tags any more',
    )
  }
  if (changed.includes('description'))
    words.push(task.description ? `has the note ${quoted(task.description)}` : 'has no note any more')
  return joined(words)
}
