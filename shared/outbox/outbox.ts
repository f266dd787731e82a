import * as v from 'valibot'
import { ConflictError } from '../dapr/error.ts'
import { type StateOperation, upsert } from '../dapr/state.ts'
import type { CatnapEvent, Topic } from '../events/define.ts'
import { toWire } from '../events/envelope.ts'
import { batched } from '../function/batched.ts'
import type { Platform } from '../function/capability.ts'
import { currentTraceparent, withTrace } from '../function/trace.ts'
import { pendingPlaces, placesOf } from './pending-places.ts'

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
  /** Publishes what commits that were cut short left behind; does nothing when nothing is. */
  publishPending(places: PublishJobData): Promise<void>
}

export const PublishJobData = v.object({ id: v.string(), places: v.pipe(v.number(), v.integer(), v.maxValue(1_000)) })
export type PublishJobData = v.InferOutput<typeof PublishJobData>

const Pending = v.object({
  /** The trace of the change, which its events belong to, whoever publishes them. */
  traceparent: v.optional(v.string()),
  events: v.array(v.object({ topic: v.string(), partitionKey: v.string(), event: v.record(v.string(), v.unknown()) })),
})
type Pending = v.InferOutput<typeof Pending>

/**
 * The outbox pattern with Dapr's parts: a `pending:…` record is written with the change, then its events are published,
 * then it is deleted. A one-shot job, made before and deleted after, publishes it if this process dies in between, or if
 * the broker does not take the events now.
 */
export function outbox(
  { dapr, log, background }: Pick<Platform, 'dapr' | 'log' | 'background'>,
  newId?: () => string,
): Outbox {
  const newPlace = pendingPlaces({ dapr, log, background }, newId)
  const forget = batched(async (keys: readonly string[]) => {
    await dapr.state.transaction(keys.map((key) => ({ operation: 'delete', request: { key } })))
    return keys
  })
  const publishAll = async ({ events }: Pending) => {
    for (const { topic, partitionKey, event } of events) await dapr.publish(topic, event, { partitionKey })
  }
  return {
    async commit({ operations, events, beforePublishing }) {
      if (events.length === 0) {
        await dapr.state.transaction(operations)
        return beforePublishing?.()
      }
      const pending: Pending = {
        traceparent: currentTraceparent(),
        events: events.map(({ topic, event }) => ({ topic, partitionKey: event.user, event: toWire(event) })),
      }
      const place = await newPlace()
      const deferred = (error: unknown) => {
        log.error('events deferred', { pending: place.key, reason: String(error) })
        place.leave('record')
      }
      try {
        await dapr.state.transaction([...operations, upsert(place.key, pending, 'absent')])
      } catch (error) {
        // Refused for good: there is nothing to rescue. After any other failure the transaction may have gone through.
        place.leave(error instanceof ConflictError ? 'nothing' : 'record')
        throw error
      }
      // The change is made and must be reported as made, whatever happens to its events: the job brings them after.
      try {
        await beforePublishing?.()
        await publishAll(pending)
      } catch (error) {
        return deferred(error)
      }
      background.run(() => forget(place.key).then(() => place.leave('nothing'), deferred))
    },
    async publishPending({ id, places }) {
      const keys = placesOf(id, places)
      const stored = await dapr.state.getMany(keys)
      for (const key of keys) {
        const record = stored.get(key)
        if (!record) continue
        const pending = v.parse(Pending, record.value)
        await withTrace(pending.traceparent, () => publishAll(pending))
        await dapr.state.delete(key)
      }
    },
  }
}
