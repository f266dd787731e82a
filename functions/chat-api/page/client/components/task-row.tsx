import type { FC } from 'hono/jsx'
import type { Clock } from '../calendar.ts'
import { repeatWords } from '../repeat-words.ts'
import type { Task } from '../schemas.ts'
import { dueWords, momentWords } from '../words.ts'
import { CheckIcon, OpenIcon } from './icons.tsx'
import { TaskDetails } from './task-details.tsx'

/** What every row needs besides its task. */
export interface RowTools {
  clock: Clock
  waiting: ReadonlySet<string>
  /** The task whose details are shown. */
  open: string | null
  toggle: (id: string) => void
  mark: (task: Task) => void
  remove: (task: Task) => void
}

export const TaskRow: FC<{ task: Task; row: RowTools }> = ({ task, row }) => {
  const { clock, waiting, open, toggle, mark, remove } = row
  const expanded = open === task.id
  const done = task.status === 'done'
  const details = `details-${task.id}`
  return (
    <li class="task" data-task={task.id} data-status={task.status} data-waiting={waiting.has(task.id) ? 'yes' : 'no'}>
      <button
        key="check"
        type="button"
        class="check"
        aria-label={`${done ? 'Reopen' : 'Complete'} “${task.title}”`}
        onClick={() => (waiting.has(task.id) ? undefined : mark(task))}
      >
        <CheckIcon />
      </button>
      <button
        key="title"
        type="button"
        class="task-title"
        aria-expanded={expanded ? 'true' : 'false'}
        aria-controls={details}
        onClick={() => toggle(task.id)}
      >
        <span class="task-name" dir="auto">
          {task.title}
        </span>
        <span class="task-notes">
          {notesOf(task, clock).map(({ kind, text }) => (
            <span key={text} data-note={kind}>
              {text}{' '}
            </span>
          ))}
        </span>
        <OpenIcon />
      </button>
      <div key="details" id={details} class="task-details" hidden={!expanded}>
        {expanded ? <TaskDetails task={task} clock={clock} remove={remove} /> : null}
      </div>
    </li>
  )
}

function notesOf(task: Task, clock: Clock): { kind: string; text: string }[] {
  const due = dueWords(task, clock)
  return [
    ...(task.completedAt ? [{ kind: 'done', text: `done ${momentWords(task.completedAt, clock)}` }] : []),
    ...(due && task.status === 'open' ? [{ kind: 'due', text: due }] : []),
    ...(task.priority === 'medium' ? [] : [{ kind: task.priority, text: `${task.priority} priority` }]),
    ...(task.recurrence ? [{ kind: 'repeat', text: repeatWords(task.recurrence) }] : []),
    ...task.tags.map((tag) => ({ kind: 'tag', text: `#${tag}` })),
  ]
}
