import type { FC } from 'hono/jsx'
import type { Clock } from '../calendar.ts'
import { repeatWords } from '../repeat-words.ts'
import type { Task } from '../schemas.ts'
import { fullDueWords, momentWords, reminderWords, upperFirst } from '../words.ts'

interface Props {
  task: Task
  clock: Clock
  remove: (task: Task) => void
}

/** All there is to know of a task, in words. */
export const TaskDetails: FC<Props> = ({ task, clock, remove }) => (
  <div>
    {task.description ? (
      <p key="description" class="description" dir="auto">
        {task.description}
      </p>
    ) : null}
    <dl key="facts">
      {factsOf(task, clock).map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
    <button key="delete" type="button" class="quiet danger" onClick={() => remove(task)}>
      Delete “{task.title}”
    </button>
  </div>
)

function factsOf(task: Task, clock: Clock): [name: string, words: string][] {
  const reminders = task.remindBefore.map((minutes) => reminderWords(minutes, task, clock)).join(', ')
  const facts: [name: string, words: string | null][] = [
    ['Due', fullDueWords(task, clock)],
    ['Priority', upperFirst(task.priority)],
    ['Repeats', task.recurrence && upperFirst(repeatWords(task.recurrence))],
    ['Reminders', task.dueAt !== null && reminders ? upperFirst(reminders) : null],
    ['Tags', task.tags.map((tag) => `#${tag}`).join(' ') || null],
    ['Done', task.completedAt && upperFirst(momentWords(task.completedAt, clock))],
    ['Added', upperFirst(momentWords(task.createdAt, clock))],
  ]
  return facts.flatMap(([name, words]) => (words === null ? [] : [[name, words]]))
}
