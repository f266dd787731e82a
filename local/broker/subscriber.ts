import type { Activator } from '../activator/activator.ts'
import type { Console } from '../console.ts'
import { nextTraceparent } from '../dapr/trace.ts'
import { pause } from '../pause.ts'
import type { Subscription } from '../resources/read.ts'
import type { InboundPolicy, Retry } from '../resources/resiliency.ts'
import { type Message, rawEnvelope } from './envelope.ts'
import type { Slots } from './lanes.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { MessageStore, StoredMessage } from './store.ts'

export interface SubscriberOptions {
  app: string
  wake: boolean
  subscription: Subscription
  inbound: InboundPolicy
  activator: Pick<Activator, 'isUp' | 'send'>
  appToken: string
  console: Console
  slots: Slots
  store: Pick<MessageStore, 'read' | 'remove'>
  deadLetter(message: Message & StoredMessage, reason: string): Promise<void>
}

/** pubsub.kafka's `consumeRetryInterval`: what is left to the broker it tries again so often, for ever. */
const BROKER_RETRY: Retry = { maxRetries: Number.POSITIVE_INFINITY, delayMs: () => 5_000 }
const NO_RETRY: Retry = { maxRetries: 0, delayMs: () => 0 }

/** Delivers the events of one subscription to its app, each until the app has answered for it. */
export class Subscriber {
  readonly id: string
  readonly app: string
  readonly wake: boolean
  readonly subscription: Subscription
  private readonly options: SubscriberOptions
  private readonly retry: Retry
  private readonly stopping = new AbortController()
  private readonly inFlight = new Set<Promise<void>>()

  constructor(options: SubscriberOptions) {
    const { app, subscription, wake, inbound } = options
    this.app = app
    this.wake = wake
    this.subscription = subscription
    this.id = `${app}/${subscription.pubsub}/${subscription.topic}`
    this.options = options
    const { deadLetterTopic } = subscription
    this.retry = inbound.retry ?? (deadLetterTopic ? NO_RETRY : BROKER_RETRY)
  }

  /** The path for an event; undefined when no rule matches. */
  route(event: Record<string, unknown>): string | undefined {
    const { rules, defaultPath } = this.subscription
    return rules.find(({ matches }) => matches(event))?.path ?? defaultPath
  }

  /** Delivers one stored event until it is done, dropped or a dead letter; its lane waits meanwhile. */
  async handle(id: number): Promise<void> {
    if (this.stopping.signal.aborted) return
    const work = this.deliverSurely(id)
    this.inFlight.add(work)
    await work
    this.inFlight.delete(work)
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.all(this.inFlight)
  }

  /** What fails here and not in the app (the database, say) must not take the event from its lane. */
  private async deliverSurely(id: number): Promise<void> {
    for (;;) {
      try {
        return await this.deliver(id)
      } catch (error) {
        this.options.console.problem(this.app, `event ${id}: ${error instanceof Error ? error.message : error}`)
        if (this.stopping.signal.aborted || !(await pause(BROKER_RETRY.delayMs(1), this.stopping.signal))) return
      }
    }
  }

  private async deliver(id: number): Promise<void> {
    const { store, console, activator } = this.options
    for (let retries = 0; ; retries++) {
      if (!this.wake && !activator.isUp(this.app)) return store.remove(id)
      const stored = await store.read(id)
      if (!stored) return
      const message = { ...stored, ...this.open(stored) }
      const label = String(message.event.type ?? this.subscription.topic)
      const { outcome, reason } = await this.attempt(message, label)
      if (outcome === 'done') return store.remove(id)
      if (outcome === 'drop' || retries >= this.retry.maxRetries) {
        if (this.subscription.deadLetterTopic) return this.options.deadLetter(message, reason)
        if (outcome === 'drop') return store.remove(id)
        // With nowhere to put it, the broker begins again, as Kafka does.
        retries = -1
      }
      const delayMs = retries < 0 ? BROKER_RETRY.delayMs(1) : this.retry.delayMs(retries + 1)
      if (this.stopping.signal.aborted) return
      console.retry(this.app, label, delayMs, reason)
      if (!(await pause(delayMs, this.stopping.signal))) return
    }
  }

  private open({ metadata, body }: StoredMessage): Message {
    const { topic, pubsub } = this.subscription
    if (metadata.rawPayload !== 'true') return { event: JSON.parse(body.toString()), body }
    return this.subscription.metadata.rawPayload === 'true' ? rawEnvelope(body, topic, pubsub) : { event: {}, body }
  }

  private async attempt(
    { event, body, metadata }: Message & StoredMessage,
    label: string,
  ): Promise<{ outcome: Outcome; reason: string }> {
    const { slots, activator, console, appToken, inbound } = this.options
    if (expired(event)) return { outcome: 'drop', reason: 'expired' }
    await slots.take()
    const startedMs = performance.now()
    try {
      const answer = await activator.send(this.app, {
        method: 'POST',
        path: this.route(event) ?? '/',
        headers: {
          ...headersOf(metadata),
          'content-type': 'application/cloudevents+json',
          pubsubname: this.subscription.pubsub,
          traceparent: nextTraceparent(Object(event).traceparent),
          'dapr-api-token': appToken,
        },
        body,
        ...(inbound.timeoutMs !== null && { timeoutMs: inbound.timeoutMs }),
      })
      const outcome = outcomeOf(answer.status, answer.body.toString())
      console.handled(this.app, label, outcome, performance.now() - startedMs)
      return { outcome, reason: answer.status < 300 ? `answered ${outcome}` : `answered ${answer.status}` }
    } catch (error) {
      return { outcome: 'retry', reason: error instanceof Error ? error.message : String(error) }
    } finally {
      slots.give()
    }
  }
}

function expired({ expiration }: Record<string, unknown>): boolean {
  return typeof expiration === 'string' && Date.parse(expiration) < Date.now()
}

/** daprd gives every piece of metadata as a header; what HTTP cannot carry stays behind. */
function headersOf(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([name, value]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value) ? [[name.toLowerCase(), value]] : [],
    ),
  )
}
