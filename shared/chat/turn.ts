import type { Command } from '../tasks/command.ts'
import type { Task } from '../tasks/task.ts'
import type { ConversationContext, Pending } from './context.ts'
import { type Clock, clock } from './understand/clock.ts'
import { withoutPoliteness } from './understand/politeness.ts'

/** A message and all that its meaning depends on. */
export interface Turn {
  message: string
  context: ConversationContext
  /** The user's open tasks and those done lately. */
  tasks: Task[]
  /** An instant. */
  now: string
  /** The IANA zone that times in the message are meant in. */
  timeZone: string
  /** Makes the id of a new task. */
  newId: () => string
}

/** A turn as the intents see it. */
export interface Heard extends Turn {
  /** The message without "please", "could you" and such. */
  text: string
  open: Task[]
  done: Task[]
  clock: Clock
}

/** What an intent makes of a message; what is left out stays as it follows from the commands. */
export interface Answer {
  commands?: Command[]
  /** The whole reply; without it, the changes are told. */
  reply?: string
  /** Told before the changes. */
  lead?: string
  /** Told after the changes. */
  note?: string
  /** Ids that "it" or "them" mean from now on. */
  mentioned?: string[]
  /** Ids in the order of the numbers in the reply. */
  listed?: string[]
  pending?: Pending
  /** False for a shrug or a guess, which something cleverer may do better. */
  understood?: boolean
  /** The change undoes or redoes an earlier one, and not a new one. */
  history?: 'undo' | 'redo'
  /** Titles of deleted tasks that `restore` commands bring back. */
  titles?: string[]
}

/** One kind of message. Null: the message is of another kind. */
export interface Intent {
  name: string
  read(heard: Heard): Answer | null | Promise<Answer | null>
}

export function hear(turn: Turn): Heard {
  return {
    ...turn,
    text: withoutPoliteness(turn.message),
    open: turn.tasks.filter(({ status }) => status === 'open'),
    done: turn.tasks.filter(({ status }) => status === 'done'),
    clock: clock(turn.now, turn.timeZone),
  }
}
