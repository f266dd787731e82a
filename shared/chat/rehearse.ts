import type { Command, TaskChange } from '../tasks/command.ts'
import { applyCommand } from '../tasks/commands.ts'
import type { Task } from '../tasks/task.ts'
import type { Undo } from './context.ts'

/** What a command did to a task, and how it was before. */
export interface Change extends TaskChange {
  before: Task | undefined
}

export interface Rehearsal {
  /** The commands that change anything. */
  commands: Command[]
  changes: Change[]
  undo: Undo
  /** All tasks as they are after it. */
  tasks: Task[]
}

/**
 * Does the commands to the tasks at hand, to tell what they will do. `restore` is taken on trust: what was deleted is with
 * the caller. Throws a RuleError as applyCommand does.
 */
export async function rehearse(
  commands: Command[],
  { tasks, now, newId }: { tasks: Task[]; now: string; newId: () => string },
): Promise<Rehearsal> {
  const known = new Map(tasks.map((task) => [task.id, task]))
  const rehearsal: Rehearsal = { commands: [], changes: [], undo: { commands: [], titles: [] }, tasks }
  for (const command of commands) {
    if (command.type === 'restore') {
      rehearsal.commands.push(command)
      rehearsal.undo.commands.unshift({ type: 'delete', id: command.id })
      continue
    }
    const before = command.id === undefined ? undefined : known.get(command.id)
    const change = await applyCommand(before, command, { now, newId })
    if (!change) continue
    rehearsal.commands.push(command)
    rehearsal.changes.push({ ...change, before })
    rehearsal.undo.commands.unshift(reverse(change, before))
    if (change.type === 'deleted') {
      rehearsal.undo.titles.unshift(change.task.title)
      known.delete(change.task.id)
    } else known.set(change.task.id, change.task)
  }
  return { ...rehearsal, tasks: [...known.values()] }
}

/** The command that takes a change back. */
function reverse({ type, task, changed }: TaskChange, before: Task | undefined): Command {
  const { id } = task
  switch (type) {
    case 'created':
      return { type: 'delete', id }
    case 'deleted':
      return { type: 'restore', id }
    case 'completed':
      return { type: 'reopen', id }
    case 'reopened':
      return { type: 'complete', id }
    case 'updated':
      return { type: 'update', id, patch: before ? pick(before, changed) : {} }
  }
}

const SETTABLE = [
  'title',
  'description',
  'priority',
  'tags',
  'dueAt',
  'allDay',
  'timeZone',
  'remindBefore',
  'recurrence',
] as const

function pick(task: Task, fields: (keyof Task)[]) {
  return Object.fromEntries(SETTABLE.filter((field) => fields.includes(field)).map((field) => [field, task[field]]))
}
