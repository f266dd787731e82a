import { crypto } from '../builtin/crypto.ts'
import { ConflictError } from '../dapr/error.ts'
import type { StateOperation } from '../dapr/state.ts'
import type { Log } from '../function/log.ts'
import type { SearchIndex } from '../search/search-index.ts'
import type { Command, TaskChange } from './command.ts'
import { applyCommand } from './commands.ts'
import type { StoredTask, TaskStore, TaskWrite } from './store.ts'
import type { Task } from './task.ts'

/** A command names a task that this user does not have. */
export class TaskNotFoundError extends Error {
  override readonly name = 'TaskNotFoundError'
}

export interface CommandsOptions {
  /** Who asks: `user`, or a function's name. */
  by: string
  /** Further writes of the same transaction. */
  also?: readonly StateOperation[]
  /** Called with each task as stored before it is changed; may throw to refuse. */
  check?: (stored: StoredTask) => void
  /** How often to start over when somebody else changed a task meanwhile. */
  attempts?: number
}

export interface Applied {
  /** What changed, in the order of the commands; a command that changes nothing is left out. */
  changes: TaskChange[]
  /** The tasks that the commands named, as they are now. */
  tasks: Map<string, Task>
}

export interface CommandTools {
  tasks: TaskStore
  search: Pick<SearchIndex, 'put'>
  log: Log
}

/** A UUIDv7 (RFC 9562 §5.7): ids made later sort later. */
export function newTaskId(): string {
  const bytes = Buffer.from(crypto().randomUUID().replaceAll('-', ''), 'hex')
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * Applies commands to a user's stored tasks in one transaction: all or none. Rejects with a TaskNotFoundError, a RuleError,
 * or a ConflictError when others kept changing the same tasks. The search index has the changes when this resolves, so
 * that a reader sees its own writes.
 */
export async function applyCommands(
  { tasks, search, log }: CommandTools,
  user: string,
  commands: readonly Command[],
  { by, also = [], check, attempts = 5 }: CommandsOptions,
): Promise<Applied> {
  for (let attempt = 1; ; attempt++) {
    const { applied, writes } = await plan(tasks, user, commands, check)
    if (writes.length === 0 && also.length === 0) return applied
    const entries = applied.changes.map(({ type, task }) => ({ task, deleted: type === 'deleted' }))
    const beforePublishing = async () => {
      if (entries.length === 0) return
      // The change stands without it: the event brings it to the index a moment later.
      const behind = (error: unknown) => log.error('search index behind', { reason: String(error) })
      await search.put(user, entries).catch(behind)
    }
    try {
      await tasks.commit(user, writes, { by, also, beforePublishing })
      return applied
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt >= attempts) throw error
    }
  }
}

async function plan(
  tasks: TaskStore,
  user: string,
  commands: readonly Command[],
  check: CommandsOptions['check'],
): Promise<{ applied: Applied; writes: TaskWrite[] }> {
  const context = { now: Temporal.Now.instant().toString(), newId: newTaskId }
  // A new task has a new id; that it exists nowhere yet is what its first write expects.
  const named = commands.filter(({ type }) => type !== 'create').flatMap(({ id }) => id ?? [])
  const stored = await tasks.getMany(user, named)
  for (const one of stored.values()) check?.(one)

  const current = new Map(
    [...stored].map(([id, { task, deletedAt }]) => [id, { task, deleted: deletedAt !== undefined }]),
  )
  const changes: TaskChange[] = []
  const writes: TaskWrite[] = []
  for (const command of commands) {
    const before = command.id === undefined ? undefined : current.get(command.id)
    const visible = command.type === 'restore' ? before?.deleted : before && !before.deleted
    if (command.type !== 'create' && !visible) throw new TaskNotFoundError('there is no such task')
    const change = await applyCommand(before?.task, command, context)
    if (!change) continue
    const known = stored.get(change.task.id)
    changes.push(change)
    writes.push({ change, expected: known ? { etag: known.etag } : 'absent' })
    current.set(change.task.id, { task: change.task, deleted: change.type === 'deleted' })
  }
  return { applied: { changes, tasks: new Map([...current].map(([id, { task }]) => [id, task])) }, writes }
}
