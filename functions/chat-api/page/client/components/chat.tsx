import type { FC } from 'hono/jsx'
import { useEffect, useLayoutEffect, useRef, useState } from 'hono/jsx/dom'
import { type Clock, dayOf } from '../calendar.ts'
import type { ChatActions } from '../chat-actions.ts'
import type { Conversation } from '../conversation.ts'
import type { Task } from '../schemas.ts'
import type { State } from '../store.ts'
import type { TaskList } from '../task-list.ts'
import { dayWords, upperFirst } from '../words.ts'
import { Bubble } from './bubble.tsx'
import { Composer, type Draft } from './composer.tsx'
import { Welcome } from './welcome.tsx'

interface Props {
  conversation: Conversation
  read: State['chatRead']
  readingEarlier: boolean
  tasks: TaskList
  waiting: ReadonlySet<string>
  clock: Clock
  chat: ChatActions
  complete: (task: Task) => void
  draft: Draft
}

/** So close to an end of the conversation, in pixels, counts as at it. */
const near = 80

export const Chat: FC<Props> = ({
  conversation,
  read,
  readingEarlier,
  tasks,
  waiting,
  clock,
  chat,
  complete,
  draft,
}) => {
  const { entries, previousCursor } = conversation
  const log = useRef<HTMLDivElement>(null)
  const place = useRef({ first: '', last: '', height: 0, atEnd: true })
  /** What was there before is history, not news: a screen reader is told only of what comes after it. */
  const [listening, listen] = useState(false)
  const first = entries[0]?.id ?? ''
  const last = entries.at(-1)?.id ?? ''

  useLayoutEffect(() => {
    const { current: box } = log
    if (!box) return
    const before = place.current
    const mine = entries.at(-1)?.local === 'sending' && before.last !== last
    if (before.atEnd || mine) box.scrollTop = box.scrollHeight
    // Earlier messages came in above: what was being read stays where it is.
    else if (before.first !== first && before.last === last) box.scrollTop += box.scrollHeight - before.height
    place.current = { first, last, height: box.scrollHeight, atEnd: isAtEnd(box) }
  }, [entries])

  useEffect(() => {
    if (read !== 'yes' || readingEarlier) return listen(false)
    const timer = setTimeout(() => listen(true), 500)
    return () => clearTimeout(timer)
  }, [read, readingEarlier])

  const onScroll = () => {
    const { current: box } = log
    if (!box) return
    place.current.atEnd = isAtEnd(box)
    if (box.scrollTop < near && box.scrollHeight > box.clientHeight + near && !place.current.atEnd)
      void chat.readEarlier()
  }

  const days = entries.map(({ at }) => dayOf(Date.parse(at), clock.timeZone))
  return (
    <section class="room chat" aria-labelledby="chat-title">
      <h2 id="chat-title" class="unseen">
        Chat
      </h2>
      <div
        class="log"
        ref={log}
        role="log"
        aria-live={listening ? 'polite' : 'off'}
        aria-label="Conversation"
        tabindex={0}
        onScroll={onScroll}
      >
        {previousCursor !== null ? (
          <button key="earlier" type="button" class="quiet earlier" onClick={chat.readEarlier}>
            {readingEarlier ? 'Loading…' : 'Show earlier'}
          </button>
        ) : null}
        {read === 'failed' ? (
          <p key="failed" class="hint">
            The conversation could not be loaded.{' '}
            <button type="button" class="quiet" onClick={chat.read}>
              Try again
            </button>
          </p>
        ) : null}
        {read === 'yes' && entries.length === 0 ? <Welcome key="welcome" draft={draft} /> : null}
        {entries.map((entry, index) => (
          <div key={entry.id} class="line">
            {days[index] !== days[index - 1] ? (
              <p key="day" class="day">
                {upperFirst(dayWords(days[index] ?? 0, clock))}
              </p>
            ) : null}
            <Bubble
              key="bubble"
              entry={entry}
              task={entry.taskId ? tasks.byId.get(entry.taskId) : undefined}
              waiting={waiting.has(entry.taskId ?? '')}
              clock={clock}
              chat={chat}
              complete={complete}
            />
          </div>
        ))}
      </div>
      <Composer draft={draft} say={chat.say} />
    </section>
  )
}

function isAtEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < near
}
