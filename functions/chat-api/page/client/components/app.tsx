import type { FC } from 'hono/jsx'
import { useEffect, useState, useSyncExternalStore } from 'hono/jsx/dom'
import type { Clock } from '../calendar.ts'
import type { Session } from '../session.ts'
import type { Store } from '../store.ts'
import { withStatus } from '../task-list.ts'
import { Chat } from './chat.tsx'
import { Header } from './header.tsx'
import { NoticeBar } from './notice-bar.tsx'
import { SignIn } from './sign-in.tsx'
import { Tasks } from './tasks.tsx'
import { type View, Views } from './views.tsx'

interface Props {
  store: Store
  session: Session
  clock: () => Clock
}

/** "Today" becomes "overdue" without anything having happened but time. */
const lookAgainMs = 20_000

export const App: FC<Props> = ({ store, session, clock }) => {
  const state = useSyncExternalStore(store.subscribe, store.get, store.get)
  const [view, show] = useState<View>('chat')
  const [, lookAgain] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => lookAgain((times) => times + 1), lookAgainMs)
    return () => clearInterval(timer)
  }, [])

  if (!state.session.signedIn) {
    return (
      <SignIn
        expired={state.session.expired}
        name={session.lastName()}
        signIn={session.signIn}
        signInWithToken={session.signInWithToken}
      />
    )
  }

  /** On a phone the other view has to be there before anything in it can have the focus. */
  const goTo = (target: View, id: string) => () => {
    show(target)
    setTimeout(() => document.getElementById(id)?.focus())
  }
  const now = clock()
  const open = withStatus(state.tasks, 'open').length
  return (
    <div class="page" data-view={view}>
      <button type="button" class="skip" onClick={goTo('chat', 'message')}>
        Skip to the message box
      </button>
      <button type="button" class="skip" onClick={goTo('tasks', 'tasks')}>
        Skip to the tasks
      </button>
      <Header name={state.session.name} live={state.live} signOut={session.signOut} />
      <Views view={view} show={show} open={open} />
      <main class="rooms">
        <Chat
          conversation={state.conversation}
          read={state.chatRead}
          readingEarlier={state.readingEarlier}
          tasks={state.tasks}
          waiting={state.waiting}
          clock={now}
          chat={session.chat}
          complete={session.tasks.complete}
          draft={session.draft}
        />
        <Tasks
          tasks={state.tasks}
          read={state.tasksRead}
          more={state.moreTasks !== null}
          search={state.search}
          waiting={state.waiting}
          hidden={state.hidden}
          clock={now}
          actions={session.tasks}
        />
      </main>
      <NoticeBar notice={state.notice} notices={session.notices} undo={session.tasks.undo} />
    </div>
  )
}
