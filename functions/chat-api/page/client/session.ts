import { createApi } from './api.ts'
import { chatActions } from './chat-actions.ts'
import { unsentOf } from './conversation.ts'
import type { Keep } from './keep.ts'
import { connectLive, type Live, type Socket } from './live.ts'
import { noticeBoard } from './notices.ts'
import type { LiveEvent, Message } from './schemas.ts'
import type { Store } from './store.ts'
import { taskActions } from './task-actions.ts'

interface Tools {
  store: Store
  keep: Keep
  fetch: (path: string, init: RequestInit) => Promise<Response>
  openSocket: () => Socket
  now: () => number
  newId: () => string
  timeZone: () => string
  onReminder: (message: Message) => void
  onSaid: () => void
}

/** After this long out of sight a connection may be dead without the browser knowing: devices sleep. */
const doubtfulMs = 60_000

/** Who is signed in, and all that is done in their name. */
export function createSession({ store, keep, fetch, openSocket, onReminder, ...tools }: Tools) {
  let live: Live | undefined
  let fresh = true
  const api = createApi({
    fetch,
    token: keep.token.get,
    onUnauthorized(token) {
      // An answer to a token that has been replaced meanwhile says nothing about the new one.
      if (token !== null && token === keep.token.get()) leave({ expired: true })
    },
  })
  const notices = noticeBoard(store)
  const chat = chatActions({ api, store, ...tools })
  const tasks = taskActions({ api, store, notices })

  store.subscribe(() => {
    const { session, conversation } = store.get()
    if (session.signedIn) keep.unsent.set(unsentOf(conversation))
  })

  function enter(token: string) {
    live?.close()
    const entries = keep.unsent.get()
    store.dispatch({ type: 'signed in', name: keep.name.get() ?? '' })
    store.dispatch({ type: 'unsent kept', entries })
    fresh = true
    void chat.read()
    void tasks.read()
    live = connectLive({
      open: openSocket,
      token,
      onEvent: take,
      onStatus: (status) => store.dispatch({ type: 'live', status }),
      onRefused: () => leave({ expired: true }),
    })
  }

  /** What was typed stays when the token has expired; it goes when the person goes. */
  function leave({ expired }: { expired: boolean }) {
    if (!store.get().session.signedIn) return
    notices.finish()
    live?.close()
    live = undefined
    store.dispatch({ type: 'signed out', expired })
    keep.token.set(null)
  }

  function take(event: LiveEvent) {
    switch (event.type) {
      case 'ready':
        // Later connections have asked for the tasks they missed; nobody keeps the messages that were missed for them.
        void chat.read()
        if (fresh) void tasks.read()
        fresh = false
        return
      case 'task.changed':
        store.dispatch({ type: 'tasks changed', tasks: [event.task] })
        return tasks.searchAgain()
      case 'task.deleted':
        return store.dispatch({ type: 'task deleted', id: event.id, version: event.version })
      case 'message':
        store.dispatch({ type: 'received', message: event.message })
        if (event.message.kind === 'reminder') onReminder(event.message)
    }
  }

  function begin(token: string, name: string) {
    if (name !== keep.name.get()) keep.unsent.set([])
    keep.name.set(name)
    keep.token.set(token)
    enter(token)
  }

  return {
    chat,
    tasks,
    notices,
    draft: keep.draft,
    lastName: () => keep.name.get() ?? '',

    /** Goes on as whoever was signed in last, if anybody. */
    resume() {
      const token = keep.token.get()
      if (token) enter(token)
    },

    async signIn(name: string): Promise<void> {
      begin((await api.signIn(name)).token, name)
    },
    /** Where there is no sign-in by name. */
    signInWithToken: (token: string) => begin(token, ''),

    signOut() {
      leave({ expired: false })
      keep.name.set(null)
      keep.draft.set(null)
      keep.unsent.set([])
    },

    /** Somebody has signed in or out in another tab. */
    tokenChanged(token: string | null) {
      if (token) enter(token)
      else leave({ expired: false })
    },

    /** Another tab has said something. */
    saidElsewhere() {
      if (store.get().session.signedIn) void chat.read()
    },

    online: () => live?.renew(),

    seen({ hiddenMs }: { hiddenMs: number }) {
      if (!live) return
      if (hiddenMs >= doubtfulMs) return live.renew()
      live.wake()
      void chat.read()
    },

    /** The page is being left: what was only put off is done now. */
    leaving: notices.finish,
  }
}

export type Session = ReturnType<typeof createSession>
