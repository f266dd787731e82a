import type { Message } from '../../shared/conversation/message.ts'
import type { Task } from '../../shared/tasks/task.ts'

/** What a screen is told: a task as it is now, or gone, or a new message in the chat. */
export type Update = { task: Task; deleted: boolean; cursor: string } | { message: Message }

/** One open screen. */
export interface Screen {
  send(text: string): void
}

export interface Screens {
  add(user: string, screen: Screen): void
  remove(user: string, screen: Screen): void
  send(user: string, update: Update): void
}

/** The screens that are open on this replica, by user. */
export function screens(): Screens {
  const byUser = new Map<string, Set<Screen>>()
  return {
    add(user, screen) {
      const all = byUser.get(user) ?? new Set()
      byUser.set(user, all.add(screen))
    },
    remove(user, screen) {
      const all = byUser.get(user)
      all?.delete(screen)
      if (all?.size === 0) byUser.delete(user)
    },
    send(user, update) {
      const text = encodeUpdate(update)
      for (const screen of byUser.get(user) ?? []) screen.send(text)
    },
  }
}

/** The update as the wire has it: `task.changed`, `task.deleted` or `message`. */
export function encodeUpdate(update: Update): string {
  if ('message' in update) return JSON.stringify({ type: 'message', message: update.message })
  const { task, deleted, cursor } = update
  if (deleted) return JSON.stringify({ type: 'task.deleted', id: task.id, version: task.version, cursor })
  return JSON.stringify({ type: 'task.changed', task, cursor })
}
