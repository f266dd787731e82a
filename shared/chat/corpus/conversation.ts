import type { ChangeType } from '../../tasks/command.ts'
import { applyCommand } from '../../tasks/commands.ts'
import { nextOccurrence } from '../../tasks/next-occurrence.ts'
import type { Task } from '../../tasks/task.ts'
import { type ConversationContext, emptyContext } from '../context.ts'
import { type Interpretation, interpret } from '../interpret.ts'

/** A deterministic source of ids, for tests: UUIDs that count up. */
export function countingIds(): () => string {
  let count = 0
  return () => `00000000-0000-7000-8000-${String(++count).padStart(12, '0')}`
}

/** What one message led to. */
export interface Outcome extends Interpretation {
  /** The changes of tasks, in their order. */
  actions: { type: ChangeType; task: Task }[]
}

/** A conversation held in memory, as chat-api holds it: commands are applied, repeated tasks come again. */
export class Conversation {
  readonly timeZone: string
  now: string
  tasks = new Map<string, Task>()
  deleted = new Map<string, Task>()
  context: ConversationContext = emptyContext
  readonly #newId = countingIds()

  constructor({ now, timeZone }: { now: string; timeZone: string }) {
    this.now = now
    this.timeZone = timeZone
  }

  async say(message: string): Promise<Outcome> {
    const { now, timeZone, context } = this
    const interpretation = await interpret({
      message,
      context,
      tasks: [...this.tasks.values()],
      now,
      timeZone,
      newId: this.#newId,
    })
    const actions: Outcome['actions'] = []
    for (const command of interpretation.commands) {
      const id = command.id ?? ''
      const current = command.type === 'restore' ? this.deleted.get(id) : this.tasks.get(id)
      const change = await applyCommand(current, command, { now, newId: this.#newId })
      if (!change) continue
      actions.push({ type: change.type, task: change.task })
      this.#keep(change.type, change.task)
      const next = change.type === 'completed' ? await nextOccurrence(change.task, { now }) : null
      if (next && !this.tasks.has(next.id)) this.tasks.set(next.id, next)
    }
    this.context = interpretation.context
    return { ...interpretation, actions }
  }

  titles(status: Task['status']): string[] {
    return [...this.tasks.values()].filter((task) => task.status === status).map(({ title }) => title)
  }

  #keep(type: ChangeType, task: Task): void {
    if (type === 'deleted') {
      this.tasks.delete(task.id)
      this.deleted.set(task.id, task)
    } else this.tasks.set(task.id, task)
  }
}
