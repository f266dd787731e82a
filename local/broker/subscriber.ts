import { nextTraceparent } from '../dapr/trace.ts'
import { pause } from '../pause.ts'
import { nextTry } from '../resources/resiliency.ts'
import { BROKER_RETRY_MS, Consumer, type ConsumerOptions, expired } from './consumer.ts'
import type { Message } from './envelope.ts'
import { Lanes } from './lanes.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { StoredMessage } from './store.ts'

/** Delivers the events of one subscription one by one. */
export class Subscriber extends Consumer {
  private readonly lanes: Lanes

  constructor(options: ConsumerOptions) {
    super(options)
    this.lanes = new Lanes((id) => this.handle(id))
  }

  push(lane: string, id: number): void {
    this.lanes.push(lane, id)
  }

  /** Delivers one stored event until it is done, dropped or a dead letter; its lane waits meanwhile. */
  handle(id: number): Promise<void> {
    return this.surely(`event ${id}`, () => this.deliver(id))
  }

  private async deliver(id: number): Promise<void> {
    const { store, console } = this.options
    let tries = 0
    let firstMs = Date.now()
    for (;;) {
      if (!this.listens) return store.remove([id])
      const stored = await store.read(id)
      if (!stored) return
      const message = { ...stored, ...this.open(stored) }
      const label = String(message.event.type ?? this.subscription.topic)
      const { outcome, reason } = await this.attempt(message, label)
      if (outcome === 'done') return store.remove([id])
      let delayMs = outcome === 'drop' ? null : nextTry(this.retry, ++tries, Date.now() - firstMs)
      if (delayMs === null) {
        if (this.subscription.deadLetterTopic) return this.options.deadLetter(message, reason)
        if (outcome === 'drop') return store.remove([id])
        // With nowhere to put it, the broker begins again, as Kafka does.
        delayMs = BROKER_RETRY_MS
        tries = 0
        firstMs = Date.now() + delayMs
      }
      if (this.stopping.signal.aborted) return
      console.retry(this.app, label, delayMs, reason)
      if (!(await pause(delayMs, this.stopping.signal))) return
    }
  }

  private async attempt(
    { event, body, metadata }: Message & StoredMessage,
    label: string,
  ): Promise<{ outcome: Outcome; reason: string }> {
    if (expired(event)) return { outcome: 'drop', reason: 'expired' }
    const startedMs = performance.now()
    try {
      const headers = {
        ...headersOf(metadata),
        'content-type': 'application/cloudevents+json',
        traceparent: nextTraceparent(Object(event).traceparent),
      }
      const answer = await this.send(this.route(event) ?? '/', headers, body)
      const outcome = outcomeOf(answer.status, answer.body.toString())
      this.options.console.handled(this.app, label, outcome, performance.now() - startedMs)
      return { outcome, reason: answer.status < 300 ? `answered ${outcome}` : `answered ${answer.status}` }
    } catch (error) {
      return { outcome: 'retry', reason: error instanceof Error ? error.message : String(error) }
    }
  }
}

/** daprd gives every piece of metadata as a header; what HTTP cannot carry stays behind. */
function headersOf(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([name, value]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value) ? [[name.toLowerCase(), value]] : [],
    ),
  )
}
