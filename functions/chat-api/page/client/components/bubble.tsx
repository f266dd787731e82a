import type { FC } from 'hono/jsx'
import { type Clock, timeOfDay } from '../calendar.ts'
import type { ChatActions } from '../chat-actions.ts'
import type { Entry } from '../conversation.ts'
import type { Task } from '../schemas.ts'
import { BellIcon, CheckIcon } from './icons.tsx'

interface Props {
  entry: Entry
  /** The task that a reminder is about, if it is known here. */
  task: Task | undefined
  waiting: boolean
  clock: Clock
  chat: Pick<ChatActions, 'retry' | 'forget'>
  complete: (task: Task) => void
}

export const Bubble: FC<Props> = ({ entry, task, waiting, clock, chat, complete }) => {
  const reminder = entry.kind === 'reminder'
  return (
    <div class="bubble" data-from={entry.from} data-kind={entry.kind} data-local={entry.local ?? 'no'}>
      {reminder ? (
        <p key="label" class="bubble-label">
          <BellIcon /> Reminder
        </p>
      ) : (
        <span key="label" class="unseen">
          {entry.from === 'user' ? 'You: ' : 'Catnap: '}
        </span>
      )}
      <p key="text" class="bubble-text" dir="auto">
        {entry.text}
      </p>
      {reminder && task?.status === 'open' ? (
        <button key="complete" type="button" class="quiet" disabled={waiting} onClick={() => complete(task)}>
          <CheckIcon /> Complete “{task.title}”
        </button>
      ) : null}
      {entry.local === 'failed' ? (
        <div key="failed" class="bubble-problem">
          <p>Not sent. {entry.problem}</p>
          <button type="button" class="quiet" onClick={() => chat.retry(entry.id)}>
            Try again
          </button>
          <button type="button" class="quiet" onClick={() => chat.forget(entry.id)}>
            Remove
          </button>
        </div>
      ) : (
        <p key="time" class="bubble-time">
          {entry.local === 'sending' ? 'Sending…' : timeOfDay(Date.parse(entry.at), clock)}
        </p>
      )}
    </div>
  )
}
