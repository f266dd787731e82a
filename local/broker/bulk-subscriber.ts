import { randomUUID } from 'node:crypto'
import { nextTraceparent } from '../dapr/trace.ts'
import { pause } from '../pause.ts'
import type { BulkSubscribe } from '../resources/read.ts'
import { nextTry } from '../resources/resiliency.ts'
import { BROKER_RETRY_MS, Consumer, type ConsumerOptions, expired } from './consumer.ts'
import { isRaw, type Message } from './envelope.ts'
import { bulkOutcomes } from './outcome.ts'
import type { StoredMessage } from './store.ts'

/** An event in a batch, by the name that the app answers for it. */
type Entry = Message & StoredMessage & { entryId: string }

/** The platform stops in the middle of a batch: what of it is kept comes again with the next start. */
class Stopped extends Error {}

/**
 * Delivers the events of one subscription in batches (`bulkSubscribe`), one batch at a time, in the order in which they
 * were published: https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-bulk/#subscribing-messages-in-bulk
 */
export class BulkSubscriber extends Consumer {
  private readonly bulk: BulkSubscribe
  private readonly waiting: { id: number; sinceMs: number }[] = []
  private collecting = new AbortController()
  private running = false

  constructor(options: ConsumerOptions & { bulk: BulkSubscribe }) {
    super(options)
    this.bulk = options.bulk
  }

  push(_lane: string, id: number): void {
    this.waiting.push({ id, sinceMs: performance.now() })
    if (this.waiting.length >= this.bulk.maxMessagesCount) this.collecting.abort()
    if (!this.running) void this.run()
  }

  override stop(): Promise<void> {
    this.stopping.abort()
    this.collecting.abort()
    return super.stop()
  }

  private async run(): Promise<void> {
    this.running = true
    for (let first = this.waiting[0]; first && !this.stopping.signal.aborted; first = this.waiting[0]) {
      await this.collect(first.sinceMs)
      const ids = this.waiting.splice(0, this.bulk.maxMessagesCount).map(({ id }) => id)
      await this.surely(`${ids.length} events`, () => this.deliver(ids))
    }
    this.running = false
  }

  /** Waits until a batch is full, or its first event has waited long enough for others. */
  private async collect(sinceMs: number): Promise<void> {
    const { maxMessagesCount, maxAwaitDurationMs } = this.bulk
    const leftMs = sinceMs + maxAwaitDurationMs - performance.now()
    if (this.waiting.length >= maxMessagesCount || leftMs <= 0) return
    this.collecting = new AbortController()
    await pause(leftMs, this.collecting.signal)
  }

  private async deliver(ids: number[]): Promise<void> {
    const { store, console, deadLetter } = this.options
    for (;;) {
      if (!this.listens) return store.remove(ids)
      const entries = (await store.readMany(ids)).map((stored, index) => ({
        ...stored,
        ...this.open(stored),
        entryId: String(index),
      }))
      try {
        const failed = await this.deliverAll(entries)
        if (this.subscription.deadLetterTopic) for (const { entry, reason } of failed) await deadLetter(entry, reason)
        else if (failed.length > 0) {
          // With nowhere to put them, the broker begins again with the whole batch, as Kafka does.
          console.retry(this.app, labelOf(entries), BROKER_RETRY_MS, failed[0]?.reason ?? '')
          if (!(await pause(BROKER_RETRY_MS, this.stopping.signal))) return
          continue
        }
        return store.remove(ids)
      } catch (error) {
        if (error instanceof Stopped) return
        throw error
      }
    }
  }

  /** Delivers each event by its route; gives those that failed to the last, with the reason. */
  private async deliverAll(entries: Entry[]): Promise<{ entry: Entry; reason: string }[]> {
    const failed: { entry: Entry; reason: string }[] = []
    const [old, live] = [entries.filter(({ event }) => expired(event)), entries.filter(({ event }) => !expired(event))]
    for (const entry of old) await this.drop(entry, 'expired')
    for (const [path, own] of Map.groupBy(live, ({ event }) => this.route(event) ?? '/')) {
      failed.push(...(await this.deliverTo(path, own)))
    }
    return failed
  }

  /** Delivers a batch to one path, then what failed of it, as often as the policy says. */
  private async deliverTo(path: string, entries: Entry[]): Promise<{ entry: Entry; reason: string }[]> {
    const firstMs = Date.now()
    let left = entries
    for (let tries = 1; ; tries++) {
      const { failed, reason } = await this.attempt(path, left)
      const delayMs = nextTry(this.retry, tries, Date.now() - firstMs)
      if (failed.length === 0 || delayMs === null) return failed.map((entry) => ({ entry, reason }))
      left = failed
      if (this.stopping.signal.aborted) throw new Stopped()
      this.options.console.retry(this.app, labelOf(left), delayMs, reason)
      if (!(await pause(delayMs, this.stopping.signal))) throw new Stopped()
    }
  }

  private async attempt(path: string, entries: Entry[]): Promise<{ failed: Entry[]; reason: string }> {
    const startedMs = performance.now()
    let answer: { status: number; body: Buffer }
    try {
      const headers = {
        'content-type': 'application/json',
        traceparent: nextTraceparent(Object(entries.at(-1)?.event).traceparent),
      }
      answer = await this.send(path, headers, this.envelope(entries))
    } catch (error) {
      return { failed: entries, reason: error instanceof Error ? error.message : String(error) }
    }
    const outcomes = bulkOutcomes(answer.status, answer.body.toString())
    const failed = entries.filter(({ entryId }) => outcomes(entryId) === 'retry')
    const summary = failed.length === 0 ? 'done' : `retry of ${failed.length}`
    this.options.console.handled(this.app, labelOf(entries), summary, performance.now() - startedMs)
    for (const entry of entries) if (outcomes(entry.entryId) === 'drop') await this.drop(entry, 'answered drop')
    return { failed, reason: answer.status < 300 ? 'answered retry' : `answered ${answer.status}` }
  }

  private async drop(entry: Entry, reason: string): Promise<void> {
    if (this.subscription.deadLetterTopic) await this.options.deadLetter(entry, reason)
  }

  /** Keys in alphabetical order, as Go writes a map; an event's bytes go in as they are. */
  private envelope(entries: Entry[]): string {
    const { pubsub, topic } = this.subscription
    const listed = entries.map(({ entryId, body, event, metadata }) => {
      const raw = isRaw(this.subscription.metadata)
      const given = raw ? JSON.stringify(event.data_base64) : body.toString()
      const contentType = raw ? 'application/octet-stream' : 'application/cloudevents+json'
      return `{"entryId":"${entryId}","event":${given},"metadata":${JSON.stringify(metadata)},"contentType":"${contentType}"}`
    })
    return `{"entries":[${listed.join(',')}],${JSON.stringify({
      id: randomUUID(),
      metadata: { pubsubName: pubsub },
      pubsubname: pubsub,
      topic,
      type: 'com.dapr.event.sent.bulk',
    }).slice(1)}`
  }
}

function labelOf(entries: Entry[]): string {
  return entries.length === 1 ? '1 event' : `${entries.length} events`
}
