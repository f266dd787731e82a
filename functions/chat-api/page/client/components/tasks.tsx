import type { FC } from 'hono/jsx'
import { useRef, useState } from 'hono/jsx/dom'
import type { Clock } from '../calendar.ts'
import { groupTasks } from '../groups.ts'
import type { Task } from '../schemas.ts'
import type { State } from '../store.ts'
import type { TaskActions } from '../task-actions.ts'
import { recentlyDone, type TaskList, withStatus } from '../task-list.ts'
import { SearchBox } from './search-box.tsx'
import { TaskGroup } from './task-group.tsx'
import type { RowTools } from './task-row.tsx'

interface Props {
  tasks: TaskList
  read: State['tasksRead']
  more: boolean
  search: State['search']
  waiting: ReadonlySet<string>
  hidden: ReadonlySet<string>
  clock: Clock
  actions: TaskActions
}

const doneShown = 20

export const Tasks: FC<Props> = ({ tasks, read, more, search, waiting, hidden, clock, actions }) => {
  const [showDone, setShowDone] = useState(false)
  const [open, setOpen] = useState<string | null>(null)
  const box = useRef<HTMLElement>(null)
  const shown = (list: readonly Task[]) => list.filter(({ id }) => !hidden.has(id))
  const row: RowTools = {
    clock,
    waiting,
    open,
    toggle: (id) => setOpen(open === id ? null : id),
    mark: (task) => {
      moveFocusOn(box.current, task.id)
      void (task.status === 'open' ? actions.complete(task) : actions.reopen(task))
    },
    remove: (task) => {
      moveFocusOn(box.current, task.id)
      actions.remove(task)
    },
  }
  const toggleDone = () => {
    if (!showDone) void actions.readDone()
    setShowDone(!showDone)
  }

  const found = search.found?.flatMap((id) => tasks.byId.get(id) ?? [])
  const groups = groupTasks(shown(withStatus(tasks, 'open')), clock)
  return (
    <section class="room tasks" id="tasks" ref={box} tabindex={-1} aria-labelledby="tasks-title">
      <h2 id="tasks-title">Tasks</h2>
      <SearchBox search={actions.search} />
      {search.query ? (
        <div key="found" class="groups">
          <p class="hint" role="status">
            {search.failed ? 'The search did not work; type again to retry.' : foundWords(search.query, found?.length)}
          </p>
          {found && found.length > 0 ? <TaskGroup key="found" name="Found" tasks={shown(found)} row={row} /> : null}
        </div>
      ) : (
        <div key="groups" class="groups">
          {groups.map(({ name, tasks }) => (
            <TaskGroup key={name} name={name} tasks={tasks} row={row} />
          ))}
          {read === 'yes' && groups.length === 0 ? (
            <p key="none" class="hint">
              Nothing to do. Tell Catnap what is next, or take a nap.
            </p>
          ) : null}
          {read === 'reading' ? (
            <p key="reading" class="hint">
              Loading the tasks…
            </p>
          ) : null}
          {read === 'failed' ? (
            <p key="failed" class="hint">
              The tasks could not be loaded.{' '}
              <button type="button" class="quiet" onClick={actions.read}>
                Try again
              </button>
            </p>
          ) : null}
          {more ? (
            <button key="more" type="button" class="quiet" onClick={actions.readMore}>
              Show more tasks
            </button>
          ) : null}
          <button
            key="toggle"
            type="button"
            class="quiet done-toggle"
            aria-expanded={showDone ? 'true' : 'false'}
            onClick={toggleDone}
          >
            {showDone ? 'Hide what is done' : 'Show recently done'}
          </button>
          {showDone ? (
            <TaskGroup key="done" name="Recently done" tasks={shown(recentlyDone(tasks, doneShown))} row={row} />
          ) : null}
        </div>
      )}
    </section>
  )
}

function foundWords(query: string, count: number | undefined): string {
  if (count === undefined) return `Searching for “${query}”…`
  if (count === 0) return `No task found for “${query}”.`
  return `${count === 1 ? '1 task' : `${count} tasks`} found for “${query}”.`
}

/** A row that is about to go hands the focus to the next one, so that the keyboard does not fall back to the top. */
function moveFocusOn(box: HTMLElement | null, id: string): void {
  const rows = [...(box?.querySelectorAll<HTMLElement>('[data-task]') ?? [])]
  const index = rows.findIndex((row) => row.dataset.task === id)
  if (!rows[index]?.contains(document.activeElement)) return
  const next = rows[index + 1] ?? rows[index - 1]
  ;(next?.querySelector('button') ?? box)?.focus()
}
