import type { Activator } from '../activator/activator.ts'
import type { Response } from '../activator/send.ts'
import type { Console } from '../console.ts'
import { pause } from '../pause.ts'
import type { Subscription } from '../resources/read.ts'
import type { InboundPolicy, Retry } from '../resources/resiliency.ts'
import { isRaw, type Message, rawEnvelope } from './envelope.ts'
import type { Slots } from './lanes.ts'
import type { MessageStore, StoredMessage } from './store.ts'

export interface ConsumerOptions {
  app: string
  wake: boolean
  subscription: Subscription
  inbound: InboundPolicy
  activator: Pick<Activator, 'isUp' | 'send'>
  appToken: string
  console: Console
  slots: Slots
  store: Pick<MessageStore, 'read' | 'readMany' | 'remove'>
  deadLetter(message: Message & StoredMessage, reason: string): Promise<void>
}

/** pubsub.kafka's back-off: what is left to the broker it tries again so often, for ever. */
export const BROKER_RETRY_MS = 5_000
const NO_RETRY: Retry = { maxRetries: 0, longestMs: 0, delayMs: () => 0 }

/** Takes the events of one subscription to its app, each until the app has answered for it. */
export abstract class Consumer {
  readonly id: string
  readonly app: string
  readonly wake: boolean
  readonly subscription: Subscription
  protected readonly options: ConsumerOptions
  /** What Dapr itself does about a failure, before the broker has its turn. */
  protected readonly retry: Retry
  protected readonly stopping = new AbortController()
  private readonly inFlight = new Set<Promise<void>>()

  constructor(options: ConsumerOptions) {
    const { app, subscription, wake, inbound } = options
    this.app = app
    this.wake = wake
    this.subscription = subscription
    this.id = `${app}/${subscription.pubsub}/${subscription.topic}`
    this.options = options
    this.retry = inbound.retry ?? NO_RETRY
  }

  /** Takes a stored event; those of one lane keep their order. */
  abstract push(lane: string, id: number): void

  /** The path for an event; undefined when no rule matches. */
  route(event: Record<string, unknown>): string | undefined {
    const { rules, defaultPath } = this.subscription
    return rules.find(({ matches }) => matches(event))?.path ?? defaultPath
  }

  /** Takes nothing further up; resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.all(this.inFlight)
  }

  /** Whether the app gets events now: one that an event alone does not wake gets none while it is at zero. */
  protected get listens(): boolean {
    return this.wake || this.options.activator.isUp(this.app)
  }

  /** Does a delivery again and again if it is not the app that fails but something here: the database, say. */
  protected async surely(label: string, deliver: () => Promise<void>): Promise<void> {
    if (this.stopping.signal.aborted) return
    const work = this.repeat(label, deliver)
    this.inFlight.add(work)
    await work
    this.inFlight.delete(work)
  }

  private async repeat(label: string, deliver: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await deliver()
      } catch (error) {
        this.options.console.problem(this.app, `${label}: ${error instanceof Error ? error.message : error}`)
        if (!(await pause(BROKER_RETRY_MS, this.stopping.signal))) return
      }
    }
  }

  /** The event in a stored message. */
  protected open({ metadata, body }: StoredMessage): Message {
    const { topic, pubsub } = this.subscription
    if (!isRaw(metadata)) return { event: JSON.parse(body.toString()), body }
    return isRaw(this.subscription.metadata) ? rawEnvelope(body, topic, pubsub) : { event: {}, body }
  }

  /** Sends one request to the app, when it has room for it. */
  protected async send(path: string, headers: Record<string, string>, body: Buffer | string): Promise<Response> {
    const { slots, activator, appToken, inbound } = this.options
    await slots.take()
    try {
      return await activator.send(this.app, {
        method: 'POST',
        path,
        headers: { ...headers, pubsubname: this.subscription.pubsub, 'dapr-api-token': appToken },
        body,
        ...(inbound.timeoutMs !== null && { timeoutMs: inbound.timeoutMs }),
      })
    } finally {
      slots.give()
    }
  }
}

/** Whether the time that its publisher gave it (`ttlInSeconds`) is over. */
export function expired({ expiration }: Record<string, unknown>): boolean {
  return typeof expiration === 'string' && Date.parse(expiration) < Date.now()
}
