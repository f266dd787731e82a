import { type Api, ApiFault } from './api.ts'
import type { NoticeBoard } from './notices.ts'
import type { Task } from './schemas.ts'
import type { Notice, Store } from './store.ts'
import { openVersions } from './task-list.ts'

interface Tools {
  api: Pick<Api, 'tasks' | 'complete' | 'reopen' | 'remove'>
  store: Store
  notices: NoticeBoard
}

const openQuery = { status: 'open', sort: 'dueAt', order: 'asc', limit: '100' }
/** The API cannot sort by when a task was done; of the newest ones, the last done are shown. */
const doneQuery = { status: 'done', sort: 'createdAt', order: 'desc', limit: '50' }
const typingPauseMs = 250

/** What a person does with the tasks. */
export function taskActions({ api, store, notices }: Tools) {
  let typing: ReturnType<typeof setTimeout> | undefined

  async function readOpen(cursor?: string): Promise<void> {
    const dispatch = store.forThisSession()
    const before = openVersions(store.get().tasks)
    dispatch({ type: 'tasks reading' })
    try {
      const { items, nextCursor } = await api.tasks({ ...openQuery, ...(cursor && { cursor }) })
      const whole = nextCursor === null && cursor === undefined
      dispatch({ type: 'tasks read', tasks: items, more: nextCursor, before: whole ? before : new Map() })
    } catch (error) {
      dispatch({ type: 'tasks unread' })
      if (cursor) notices.show({ text: `More tasks could not be loaded. ${reason(error)}` })
    }
  }

  async function mark(task: Task, how: 'complete' | 'reopen'): Promise<void> {
    const dispatch = store.forThisSession()
    dispatch({ type: 'waiting', id: task.id })
    try {
      dispatch({ type: 'tasks changed', tasks: [await api[how](task.id)] })
      const undo = { taskId: task.id, how: how === 'complete' ? ('reopen' as const) : ('complete' as const) }
      notices.show({ text: `${how === 'complete' ? 'Completed' : 'Reopened'} “${task.title}”.`, undo })
    } catch (error) {
      failed(error, task, how, dispatch)
    }
    dispatch({ type: 'settled', id: task.id })
  }

  async function deleteNow(task: Task, dispatch: Store['dispatch']): Promise<void> {
    try {
      await api.remove(task.id)
      dispatch({ type: 'task deleted', id: task.id, version: task.version + 1 })
    } catch (error) {
      failed(error, task, 'delete', dispatch)
      dispatch({ type: 'shown', id: task.id })
    }
  }

  function failed(error: unknown, task: Task, how: string, dispatch: Store['dispatch']): void {
    if (error instanceof ApiFault && error.status === 404) {
      dispatch({ type: 'task deleted', id: task.id, version: task.version + 1 })
      notices.show({ text: `“${task.title}” has been deleted meanwhile.` })
    } else {
      notices.show({ text: `Could not ${how} “${task.title}”. ${reason(error)}` })
    }
  }

  async function find(): Promise<void> {
    const { query } = store.get().search
    if (!query) return
    const dispatch = store.forThisSession()
    try {
      const { items } = await api.tasks({ q: query, status: 'all', limit: '50' })
      dispatch({ type: 'found', query, tasks: items })
    } catch {
      dispatch({ type: 'not found out', query })
    }
  }

  function findSoon(): void {
    clearTimeout(typing)
    typing = setTimeout(find, typingPauseMs)
  }

  return {
    read: () => readOpen(),

    readMore: async () => {
      const cursor = store.get().moreTasks
      if (cursor !== null) await readOpen(cursor)
    },

    async readDone(): Promise<void> {
      const dispatch = store.forThisSession()
      try {
        dispatch({ type: 'tasks changed', tasks: (await api.tasks(doneQuery)).items })
      } catch (error) {
        notices.show({ text: `What was done could not be loaded. ${reason(error)}` })
      }
    },

    search(typed: string) {
      store.dispatch({ type: 'searching', query: typed.trim() })
      findSoon()
    },
    /** The tasks have changed, so others may be found now. */
    searchAgain() {
      if (store.get().search.query) findSoon()
    },

    complete: (task: Task) => mark(task, 'complete'),
    reopen: (task: Task) => mark(task, 'reopen'),

    /** The API has no way back from a deletion, so it is asked for only when the offer to undo it has ended. */
    remove(task: Task) {
      const dispatch = store.forThisSession()
      notices.show({ text: `Deleted “${task.title}”.`, undo: { taskId: task.id, how: 'keep' } }, () =>
        deleteNow(task, dispatch),
      )
      dispatch({ type: 'hidden', id: task.id })
    },

    undo({ undo }: Notice) {
      notices.takeBack()
      const task = undo && store.get().tasks.byId.get(undo.taskId)
      if (!task) return
      if (undo.how === 'keep') store.dispatch({ type: 'shown', id: task.id })
      else void mark(task, undo.how)
    },
  }
}

export type TaskActions = ReturnType<typeof taskActions>

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
