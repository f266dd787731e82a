import type { FC } from 'hono/jsx'
import type { Task } from '../schemas.ts'
import { type RowTools, TaskRow } from './task-row.tsx'

interface Props {
  name: string
  tasks: readonly Task[]
  row: RowTools
}

export const TaskGroup: FC<Props> = ({ name, tasks, row }) => (
  <section class="group" data-group={name} aria-label={name}>
    <h3>
      {name} <span class="count">{tasks.length}</span>
    </h3>
    <ul>
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} row={row} />
      ))}
    </ul>
  </section>
)
