import type { Api } from './api.ts'
import type { Store } from './store.ts'

interface Tools {
  api: Pick<Api, 'say' | 'latest' | 'earlier'>
  store: Store
  now: () => number
  newId: () => string
  timeZone: () => string
  /** A message has reached the server: other tabs will want to read it. */
  onSaid: () => void
}

/** What a person does in the chat. */
export function chatActions({ api, store, now, newId, timeZone, onSaid }: Tools) {
  /** One after the other: what "it" means in a message depends on the one before. */
  let queue: Promise<void> = Promise.resolve()
  let started = 0
  let ended = 0
  let readLater = false

  async function send(id: string, text: string): Promise<void> {
    const dispatch = store.forThisSession()
    const conversationId = store.get().conversation.id
    started++
    try {
      const answer = await api.say({ message: text, timeZone: timeZone(), ...(conversationId && { conversationId }) })
      dispatch({ type: 'answered', id, at: new Date(now()).toISOString(), answer })
      onSaid()
    } catch (error) {
      dispatch({ type: 'not sent', id, problem: error instanceof Error ? error.message : String(error) })
    }
    ended++
    if (readLater && started === ended) void read()
  }

  /** Reads the newest messages. While one is being sent they may hold it or not, so that is waited for. */
  async function read(): Promise<void> {
    readLater = started !== ended
    if (readLater) return
    const dispatch = store.forThisSession()
    const startedBefore = started
    dispatch({ type: 'chat reading' })
    try {
      const page = await api.latest()
      if (started !== startedBefore) return read()
      dispatch({ type: 'chat read', page })
    } catch {
      dispatch({ type: 'chat unread' })
    }
  }

  function isUnsent(id: string): boolean {
    return store.get().conversation.entries.some((one) => one.id === id && one.local === 'sending')
  }

  return {
    read,

    say(text: string) {
      const id = newId()
      store.dispatch({ type: 'saying', message: { id, text, at: new Date(now()).toISOString() } })
      queue = queue.then(() => send(id, text))
      return queue
    },

    /** Tries again, unless it turns out that the message had arrived and only its answer was lost. */
    retry(id: string) {
      const entry = store.get().conversation.entries.find((one) => one.id === id)
      if (!entry) return queue
      store.dispatch({ type: 'saying', message: entry })
      queue = queue.then(read).then(() => (isUnsent(id) ? send(id, entry.text) : undefined))
      return queue
    },

    forget: (id: string) => store.dispatch({ type: 'forgotten', id }),

    async readEarlier(): Promise<void> {
      const { conversation, readingEarlier } = store.get()
      const { id, previousCursor } = conversation
      if (readingEarlier || id === null || previousCursor === null) return
      const dispatch = store.forThisSession()
      dispatch({ type: 'earlier reading' })
      try {
        dispatch({ type: 'earlier read', page: await api.earlier(id, previousCursor) })
      } catch {
        dispatch({ type: 'earlier unread' })
      }
    },
  }
}

export type ChatActions = ReturnType<typeof chatActions>
