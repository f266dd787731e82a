import type { FC } from 'hono/jsx'

export type View = 'chat' | 'tasks'

interface Props {
  view: View
  show: (view: View) => void
  /** How many tasks are open. */
  open: number
}

/** On a narrow screen one of the two is shown; on a wide one this is not there. */
export const Views: FC<Props> = ({ view, show, open }) => (
  <nav class="views" aria-label="What to show">
    <button type="button" aria-pressed={view === 'chat' ? 'true' : 'false'} onClick={() => show('chat')}>
      Chat
    </button>
    <button type="button" aria-pressed={view === 'tasks' ? 'true' : 'false'} onClick={() => show('tasks')}>
      Tasks
      {open > 0 ? (
        <span class="count">
          {' '}
          {open}
          <span class="unseen"> open</span>
        </span>
      ) : null}
    </button>
  </nav>
)
