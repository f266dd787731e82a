import * as v from 'valibot'
import type { DaprClient } from '../dapr/client.ts'
import { type Expected, type StateOperation, type Stored, upsert } from '../dapr/state.ts'
import { makeEvent } from '../events/envelope.ts'
import { taskEventOf } from '../events/task-events.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { TaskChange } from './command.ts'
import { Instant, Task } from './task.ts'

/** A task as stored. A deleted one is kept for a while, so that it can be brought back and no late event revives it. */
export interface StoredTask {
  task: Task
  deletedAt?: string | undefined
  etag: string
}

/** A change with what it was made from. */
export interface TaskWrite {
  change: TaskChange
  /** The stored task that was changed, or `absent` for one that must not exist. */
  expected: Expected
}

export interface TaskReader {
  /** Deleted tasks are given too, with `deletedAt`. */
  get(user: string, id: string): Promise<StoredTask | null>
  /** The tasks that exist or existed, by id. */
  getMany(user: string, ids: readonly string[]): Promise<Map<string, StoredTask>>
}

export interface TaskStore extends TaskReader {
  /**
   * Writes the changes, their events and the operations in `also` in one transaction, and publishes the events in order.
   * Rejects with a ConflictError, having changed nothing, when a task is not as expected any more.
   * @param by who changed them: `user`, or a function's name
   */
  commit(
    user: string,
    writes: readonly TaskWrite[],
    options: {
      by: string
      also?: readonly StateOperation[]
      /** Runs once the change is made, before its events go out. */
      beforePublishing?: () => Promise<void>
    },
  ): Promise<void>
}

const deletedKeptSeconds = 30 * 24 * 60 * 60

const Value = v.object({ task: Task, deletedAt: v.optional(Instant) })

const keyOf = (user: string, id: string) => `task:${user}:${id}`

export function taskReader({ state }: Pick<DaprClient, 'state'>): TaskReader {
  const read = ({ value, etag }: Stored): StoredTask => ({ ...v.parse(Value, value), etag })
  return {
    async get(user, id) {
      const stored = await state.get(keyOf(user, id))
      return stored && read(stored)
    },
    async getMany(user, ids) {
      const stored = await state.getMany(ids.map((id) => keyOf(user, id)))
      return new Map(
        ids.flatMap((id) => {
          const found = stored.get(keyOf(user, id))
          return found ? [[id, read(found)]] : []
        }),
      )
    },
  }
}

/** Tasks in Dapr's state store: one key a task, written behind the outbox. `source` names the writing function. */
export function taskStore(dapr: Pick<DaprClient, 'state'>, outbox: Outbox, source: string): TaskStore {
  return {
    ...taskReader(dapr),
    async commit(user, writes, { by, also = [], beforePublishing }) {
      await outbox.commit({
        operations: [...operationsOf(user, writes), ...also],
        beforePublishing,
        events: writes.map(({ change }) => ({ topic: 'task-events', event: eventOf(user, change, by, source) })),
      })
    },
  }
}

/** One write a task, however often the changes touch it: from what the first one expects to what the last one makes. */
function operationsOf(user: string, writes: readonly TaskWrite[]): StateOperation[] {
  return [...Map.groupBy(writes, ({ change }) => change.task.id)].flatMap(([id, ofTask]) => {
    const [first, last] = [ofTask.at(0), ofTask.at(-1)]
    if (!first || !last) return []
    const { type, task } = last.change
    if (type !== 'deleted') return [upsert(keyOf(user, id), { task }, first.expected)]
    return [upsert(keyOf(user, id), { task, deletedAt: task.updatedAt }, first.expected, deletedKeptSeconds)]
  })
}

function eventOf(user: string, { type, task, changed }: TaskChange, by: string, source: string) {
  return makeEvent(taskEventOf[type], {
    id: `${task.id}:${task.version}`,
    source: `/catnap/${source}`,
    subject: task.id,
    user,
    time: task.updatedAt,
    data: { task, changed, by },
  })
}
