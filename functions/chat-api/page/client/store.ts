import {
  answered,
  type Conversation,
  type Entry,
  earlierRead,
  forgotten,
  latestRead,
  noConversation,
  notSent,
  received,
  saying,
} from './conversation.ts'
import type { ChatAnswer, ChatPage, Message, Task } from './schemas.ts'
import { merged, noTasks, replaced, type TaskList, without } from './task-list.ts'

export type LiveStatus = 'connecting' | 'live' | 'reconnecting'

/** Something that was just done, and how to take it back. */
export interface Notice {
  text: string
  undo?: { taskId: string; how: 'reopen' | 'complete' | 'keep' }
}

export interface State {
  /** `expired`: a token was refused, and somebody has to sign in again. */
  session: { signedIn: boolean; name: string; expired: boolean }
  live: LiveStatus
  conversation: Conversation
  chatRead: 'no' | 'reading' | 'yes' | 'failed'
  readingEarlier: boolean
  tasks: TaskList
  tasksRead: 'no' | 'reading' | 'yes' | 'failed'
  /** Where further open tasks are to be asked for; null: all are known. */
  moreTasks: string | null
  /** Tasks whose checkbox was pressed and whose answer is awaited. */
  waiting: ReadonlySet<string>
  /** Tasks that are about to be deleted unless that is taken back. */
  hidden: ReadonlySet<string>
  search: { query: string; found: readonly string[] | null; failed: boolean }
  notice: Notice | null
}

export type Action =
  | { type: 'signed in'; name: string }
  | { type: 'signed out'; expired: boolean }
  | { type: 'live'; status: LiveStatus }
  | { type: 'chat reading' | 'chat unread' | 'earlier reading' | 'earlier unread' }
  | { type: 'chat read' | 'earlier read'; page: ChatPage }
  | { type: 'unsent kept'; entries: readonly Entry[] }
  | { type: 'saying'; message: Pick<Message, 'id' | 'at' | 'text'> }
  | { type: 'answered'; id: string; at: string; answer: ChatAnswer }
  | { type: 'not sent'; id: string; problem: string }
  | { type: 'forgotten'; id: string }
  | { type: 'received'; message: Message }
  | { type: 'tasks reading' | 'tasks unread' }
  | { type: 'tasks read'; tasks: readonly Task[]; more: string | null; before: ReadonlyMap<string, number> }
  | { type: 'tasks changed'; tasks: readonly Task[] }
  | { type: 'task deleted'; id: string; version: number }
  | { type: 'waiting' | 'settled' | 'hidden' | 'shown'; id: string }
  | { type: 'searching'; query: string }
  | { type: 'found'; query: string; tasks: readonly Task[] }
  | { type: 'not found out'; query: string }
  | { type: 'notice'; notice: Notice | null }

export const initialState: State = {
  session: { signedIn: false, name: '', expired: false },
  live: 'connecting',
  conversation: noConversation,
  chatRead: 'no',
  readingEarlier: false,
  tasks: noTasks,
  tasksRead: 'no',
  moreTasks: null,
  waiting: new Set(),
  hidden: new Set(),
  search: { query: '', found: null, failed: false },
  notice: null,
}

/** What the page shows after something has happened; the only place where that is decided. */
export function reduce(state: State, action: Action): State {
  const { conversation, tasks } = state
  switch (action.type) {
    case 'signed in':
      return { ...initialState, session: { signedIn: true, name: action.name, expired: false } }
    case 'signed out':
      return { ...initialState, session: { signedIn: false, name: state.session.name, expired: action.expired } }
    case 'live':
      return { ...state, live: action.status }
    case 'chat reading':
      return { ...state, chatRead: state.chatRead === 'yes' ? 'yes' : 'reading' }
    case 'chat unread':
      return { ...state, chatRead: state.chatRead === 'yes' ? 'yes' : 'failed' }
    case 'chat read':
      return { ...state, chatRead: 'yes', conversation: latestRead(conversation, action.page) }
    case 'earlier reading':
      return { ...state, readingEarlier: true }
    case 'earlier unread':
      return { ...state, readingEarlier: false }
    case 'earlier read':
      return { ...state, readingEarlier: false, conversation: earlierRead(conversation, action.page) }
    case 'unsent kept':
      return { ...state, conversation: { ...conversation, entries: [...conversation.entries, ...action.entries] } }
    case 'saying':
      return { ...state, conversation: saying(conversation, action.message) }
    case 'answered':
      return afterAnswer(state, action)
    case 'not sent':
      return { ...state, conversation: notSent(conversation, action.id, action.problem) }
    case 'forgotten':
      return { ...state, conversation: forgotten(conversation, action.id) }
    case 'received':
      return { ...state, conversation: received(conversation, action.message) }
    case 'tasks reading':
      return { ...state, tasksRead: state.tasksRead === 'yes' ? 'yes' : 'reading' }
    case 'tasks unread':
      return { ...state, tasksRead: state.tasksRead === 'yes' ? 'yes' : 'failed' }
    case 'tasks read':
      return {
        ...state,
        tasksRead: 'yes',
        moreTasks: action.more,
        tasks: replaced(tasks, action.tasks, action.before),
      }
    case 'tasks changed':
      return { ...state, tasks: merged(tasks, action.tasks) }
    case 'task deleted':
      return { ...state, tasks: without(tasks, action.id, action.version), hidden: less(state.hidden, action.id) }
    case 'waiting':
      return { ...state, waiting: more(state.waiting, action.id) }
    case 'settled':
      return { ...state, waiting: less(state.waiting, action.id) }
    case 'hidden':
      return { ...state, hidden: more(state.hidden, action.id) }
    case 'shown':
      return { ...state, hidden: less(state.hidden, action.id) }
    case 'searching':
      return { ...state, search: { ...(action.query ? state.search : initialState.search), query: action.query } }
    case 'found':
      return afterSearch(state, action)
    case 'not found out':
      return action.query === state.search.query ? { ...state, search: { ...state.search, failed: true } } : state
    case 'notice':
      return { ...state, notice: action.notice }
  }
}

/** The tasks that a message has changed are in its answer, so the list need not wait for the live update. */
function afterAnswer(state: State, { id, at, answer }: Extract<Action, { type: 'answered' }>): State {
  const { conversationId, reply, actions } = answer
  const conversation = answered(state.conversation, { id, at, conversationId, reply })
  const tasks = actions.reduce(
    (list, { type, task }) => (type === 'task.deleted' ? without(list, task.id, task.version) : merged(list, [task])),
    state.tasks,
  )
  return { ...state, conversation, tasks }
}

/** What is found for a query that has been typed over meanwhile is no longer asked for. */
function afterSearch(state: State, { query, tasks }: Extract<Action, { type: 'found' }>): State {
  if (query !== state.search.query) return state
  const found = tasks.map(({ id }) => id)
  return { ...state, tasks: merged(state.tasks, tasks), search: { query, found, failed: false } }
}

function more(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set(set).add(id)
}

function less(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...set].filter((one) => one !== id))
}

/** Holds the state and tells whoever listens of each change. */
export function createStore() {
  let state = initialState
  const listeners = new Set<() => void>()
  const dispatch = (action: Action) => {
    const next = reduce(state, action)
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  return {
    get: () => state,
    dispatch,
    /** A dispatch for answers that are awaited: it does nothing once somebody has signed out or in, for they are not theirs. */
    forThisSession() {
      const { session } = state
      return (action: Action) => {
        if (state.session === session) dispatch(action)
      }
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

export type Store = ReturnType<typeof createStore>
