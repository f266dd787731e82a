import type { Notice, Store } from './store.ts'

/** Long enough to read it and to reach its button; it waits while the pointer or the focus is on it. */
const shownMs = 8_000

/** Shows one notice at a time; `ended` runs when it goes without having been taken back. */
export function noticeBoard(store: Store) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended: (() => void) | undefined

  function finish() {
    clearTimeout(timer)
    const end = ended
    ended = undefined
    store.dispatch({ type: 'notice', notice: null })
    end?.()
  }

  function wait() {
    clearTimeout(timer)
    if (store.get().notice) timer = setTimeout(finish, shownMs)
  }

  return {
    show(notice: Notice, whenEnded?: () => void) {
      finish()
      ended = whenEnded
      store.dispatch({ type: 'notice', notice })
      wait()
    },
    hold: () => clearTimeout(timer),
    release: wait,
    finish,
    takeBack() {
      ended = undefined
      finish()
    },
  }
}

export type NoticeBoard = ReturnType<typeof noticeBoard>
