import { batched } from '../function/batched.ts'
import { currentTraceparent } from '../function/trace.ts'
import type { WireEvent } from './client.ts'
import { components } from './components.ts'
import type { sdkParts } from './sdk.ts'
import type { Transport } from './transport.ts'

interface Publication {
  event: WireEvent
  partitionKey: string
  traceparent: string | undefined
}

const contentType = 'application/cloudevents+json'

/** Keeps a bulk well below the 4 MiB that daprd takes, with the longest of tasks. */
const atMost = 100

/**
 * Publishes events, those that come at the same time in bulk: one a user, since a broker without bulk of its own gets the
 * events of one at the same time, and a user's must stay in order.
 */
export function eventPublisher(call: Transport, publisher: ReturnType<typeof sdkParts>['publisher']) {
  const publishOne = async (topic: string, { event, partitionKey }: Publication): Promise<void> => {
    const options = { contentType, metadata: { partitionKey } }
    const { error } = await publisher.publish(components.events, topic, event, options)
    if (error) throw error
  }
  const publishBulk = async (topic: string, publications: readonly Publication[]): Promise<void> => {
    const entries = publications.map(({ event, partitionKey, traceparent }, index) => ({
      entryId: String(index),
      contentType,
      metadata: { partitionKey },
      // One call belongs to one trace, its events to those of their own changes; daprd keeps what an event says itself.
      event: { ...event, ...(traceparent && { traceid: traceparent, traceparent }) },
    }))
    await call(`/v1.0/publish/bulk/${components.events}/${topic}`, { method: 'POST', body: entries })
  }

  const topics = new Map<string, (publication: Publication) => Promise<void>>()
  const topicNamed = (topic: string) => {
    const known = topics.get(topic)
    if (known) return known
    const publish = batched<Publication, void>(
      async (publications) => {
        const [first] = publications
        if (publications.length === 1 && first) await publishOne(topic, first)
        else await publishBulk(topic, publications)
        return []
      },
      { atMost, atOnce: 2, keyOf: ({ partitionKey }) => partitionKey },
    )
    topics.set(topic, publish)
    return publish
  }
  return (topic: string, event: WireEvent, { partitionKey }: { partitionKey: string }): Promise<void> =>
    topicNamed(topic)({ event, partitionKey, traceparent: currentTraceparent() })
}
