import type { Task } from '../../tasks/task.ts'
import type { Clock } from '../understand/clock.ts'
import { isOverdue } from '../understand/ranges.ts'
import { dueWords, momentWords } from './dates.ts'
import { repeatWords } from './repeats.ts'

/** The longest list that is read out; what is beyond is only counted. */
export const LIST_LENGTH = 20
const NAMED = 5

/** "a, b and c". */
export function joined(words: string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

export const quoted = (title: string): string => `“${title}”`

/** The titles of a few tasks, or of the first of many. */
export function titlesWords(tasks: { title: string }[]): string {
  const names = tasks.slice(0, NAMED).map(({ title }) => quoted(title))
  return tasks.length > NAMED ? joined([...names, `${tasks.length - NAMED} more`]) : joined(names)
}

/** A task in a line of a list: its title and what else is worth knowing. */
export function taskLine(task: Task, clock: Clock): string {
  const facts = [
    task.status === 'done' && task.completedAt ? `done ${momentWords(task.completedAt, clock)}` : dueWords(task, clock),
    isOverdue(task, clock) && 'overdue',
    task.recurrence && repeatWords(task.recurrence),
    task.priority !== 'medium' && `${task.priority} priority`,
    task.tags.map((tag) => `#${tag}`).join(' '),
  ].filter((fact): fact is string => typeof fact === 'string' && fact !== '')
  return facts.length > 0 ? `${task.title} – ${facts.join(', ')}` : task.title
}

/** Lines with numbers, which later messages can name. */
export function numbered(lines: string[]): string {
  const shown = lines.slice(0, LIST_LENGTH).map((line, index) => `${index + 1}. ${line}`)
  return lines.length > LIST_LENGTH
    ? [...shown, `… and ${lines.length - LIST_LENGTH} more.`].join('\n')
    : shown.join('\n')
}
