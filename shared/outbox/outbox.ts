import * as v from 'valibot'
import { uniqueId } from '../builtin/random.ts'
import { ConflictError } from '../dapr/error.ts'
import { type StateOperation, upsert } from '../dapr/state.ts'
import type { CatnapEvent, Topic } from '../events/define.ts'
import { toWire } from '../events/envelope.ts'
import type { Platform } from '../function/capability.ts'

/** An event with the topic it goes to. */
export interface Outgoing {
  topic: Topic
  event: CatnapEvent
}

/** Makes a change of state and its events happen together or not at all. */
export interface Outbox {
  /**
   * Writes `operations` in one transaction and publishes `events` in their order. Rejects with a ConflictError, and has
   * done nothing, when the state is not what the operations expect. Once the transaction is through, the events are
   * published at least once, whatever happens to this process. `beforePublishing` runs in between, once the change is made.
   */
  commit(change: {
    operations: readonly StateOperation[]
    events: readonly Outgoing[]
    beforePublishing?: (() => Promise<void>) | undefined
  }): Promise<void>
  /** Publishes what a commit that was cut short left behind; does nothing when nothing is. */
  publishPending(id: string): Promise<void>
}

/** Prefix of the jobs that publish what is pending: `publish-<id>`. */
export const publishJob = 'publish'

export const PublishJobData = v.object({ id: v.string() })

/** Long enough for a commit to end by itself, short enough that a lost process is not missed. */
const rescueAfter = '10s'

const Pending = v.array(
  v.object({ topic: v.string(), partitionKey: v.string(), event: v.record(v.string(), v.unknown()) }),
)
type Pending = v.InferOutput<typeof Pending>

/**
 * The outbox pattern with Dapr's parts: a `pending:<id>` record is written with the change, then its events are published,
 * then it is deleted. A one-shot job, made before and deleted after, publishes it if this process dies in between, or if
 * the broker does not take the events now.
 */
export function outbox(
  { dapr, log, background }: Pick<Platform, 'dapr' | 'log' | 'background'>,
  newId: () => string = uniqueId,
): Outbox {
  const publishAll = async (pending: Pending) => {
    for (const { topic, partitionKey, event } of pending) await dapr.publish(topic, event, { partitionKey })
  }
  return {
    async commit({ operations, events, beforePublishing }) {
      if (events.length === 0) {
        await dapr.state.transaction(operations)
        return beforePublishing?.()
      }
      const id = newId()
      const job = `${publishJob}-${id}`
      const pending = events.map(({ topic, event }) => ({ topic, partitionKey: event.user, event: toWire(event) }))
      const deferred = (error: unknown) => log.error('events deferred', { pending: id, reason: String(error) })
      const tidyUp = (work: () => Promise<void>) => background.run(() => work().catch(deferred))

      await dapr.jobs.schedule(job, { dueTime: rescueAfter, data: { id } })
      try {
        await dapr.state.transaction([...operations, upsert(`pending:${id}`, pending, 'absent')])
      } catch (error) {
        // Refused for good: there is nothing to rescue. After any other failure the transaction may have gone through.
        if (error instanceof ConflictError) tidyUp(() => dapr.jobs.delete(job))
        throw error
      }
      // The change is made and must be reported as made, whatever happens to its events: the job brings them after.
      try {
        await beforePublishing?.()
        await publishAll(pending)
      } catch (error) {
        return deferred(error)
      }
      tidyUp(async () => {
        // The record first: a job that still fires then finds nothing, while a record without its job would stay.
        await dapr.state.delete(`pending:${id}`)
        await dapr.jobs.delete(job)
      })
    },
    async publishPending(id) {
      const stored = await dapr.state.get(`pending:${id}`)
      if (!stored) return
      await publishAll(v.parse(Pending, stored.value))
      await dapr.state.delete(`pending:${id}`)
    },
  }
}
