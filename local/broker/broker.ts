import type { PGlite } from '@electric-sql/pglite'
import type { Activator } from '../activator/activator.ts'
import type { Console } from '../console.ts'
import type { Foreground } from '../foreground.ts'
import type { Resources, Subscription } from '../resources/read.ts'
import { BulkSubscriber } from './bulk-subscriber.ts'
import type { Consumer } from './consumer.ts'
import { envelope, type Message, type Publication } from './envelope.ts'
import { Slots } from './lanes.ts'
import { type Addressee, MessageStore, type Place, type StoredMessage } from './store.ts'
import { Subscriber } from './subscriber.ts'

export interface BrokerOptions {
  database: PGlite
  resources: Resources
  activator: Activator
  /** Sent to apps as `dapr-api-token`. */
  appToken: string
  console: Console
  /** What events give way to. */
  foreground: Foreground
  /** The subscriptions of each app. */
  subscriptions: { app: string; concurrency: number; wake: boolean; subscription: Subscription }[]
}

/**
 * Topics on tables: each event is kept once for each subscription until the app has answered for it. Events of one
 * partition key reach a subscription in the order they were published; other keys go beside them.
 */
export class Broker {
  private readonly store: MessageStore
  private readonly consumers = new Map<string, Consumer>()
  private readonly activator: Activator
  private readonly console: Console
  private readonly foreground: Foreground
  /** The components that stand for Kafka. */
  private readonly kafka: Set<string>
  private keyless = 0

  constructor({ database, resources, activator, appToken, console, foreground, subscriptions }: BrokerOptions) {
    this.foreground = foreground
    this.store = new MessageStore(database)
    this.activator = activator
    this.console = console
    this.kafka = new Set(resources.components.flatMap(({ name, type }) => (type === 'pubsub.kafka' ? [name] : [])))
    const slots = new Map<string, Slots>()
    for (const { app, concurrency, wake, subscription } of subscriptions) {
      const own = slots.get(app) ?? new Slots(concurrency)
      slots.set(app, own)
      const options = {
        app,
        wake,
        subscription,
        inbound: resources.inbound(subscription.pubsub),
        activator,
        appToken,
        console,
        slots: own,
        store: this.store,
        deadLetter: (message: Message & StoredMessage, reason: string) =>
          this.deadLetter(subscription, app, message, reason),
      }
      const { bulk } = subscription
      const consumer = bulk ? new BulkSubscriber({ ...options, bulk }) : new Subscriber(options)
      if (this.consumers.has(consumer.id)) throw new Error(`there are two subscriptions ${consumer.id}`)
      this.consumers.set(consumer.id, consumer)
    }
  }

  /** Takes up what an earlier run left. */
  async start(): Promise<void> {
    for (const { id, wake } of this.consumers.values()) if (!wake) await this.store.removeAllOf(id)
    this.enqueue(await this.store.places())
  }

  /** Keeps the events, all or none, and returns when no crash can lose them. */
  async publish(publications: Publication[]): Promise<void> {
    const messages = publications.map((publication) => {
      const { body, event } = envelope(publication)
      const { pubsub, topic } = publication
      const metadata = this.kafka.has(pubsub) ? asKafkaTells(publication) : publication.metadata
      return { body, metadata, addressees: this.addressees(pubsub, topic, event, this.laneOf(metadata)) }
    })
    const places = await this.store.add(messages)
    void this.foreground.quiet().then(() => this.enqueue(places))
  }

  /** Takes no further event up and lets those in flight end; resolves when none is left. */
  async stop(): Promise<void> {
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.stop()))
  }

  /**
   * For whom an event on a topic is kept. An event that no route of a subscription matches daprd passes on to its dead
   * letters, where it has some; those who listen there have routes of their own. `passed` holds the topics on the way.
   */
  private addressees(
    pubsub: string,
    topic: string,
    event: Message['event'],
    lane: string,
    passed: string[] = [],
  ): Addressee[] {
    if (passed.includes(topic)) return []
    return this.listening(pubsub, topic).flatMap((consumer) => {
      const { deadLetterTopic } = consumer.subscription
      if (isRouted(consumer, event)) return [{ subscription: consumer.id, lane }]
      return deadLetterTopic ? this.addressees(pubsub, deadLetterTopic, event, lane, [...passed, topic]) : []
    })
  }

  /** Those who get an event now: an app that an event alone does not wake gets none while it is at zero. */
  private listening(pubsub: string, topic: string): Consumer[] {
    return [...this.consumers.values()].filter(
      ({ subscription, wake, app }) =>
        subscription.pubsub === pubsub && subscription.topic === topic && (wake || this.activator.isUp(app)),
    )
  }

  private async deadLetter(
    { pubsub, deadLetterTopic = '' }: Subscription,
    app: string,
    message: Message & StoredMessage,
    reason: string,
  ): Promise<void> {
    const addressees = this.addressees(pubsub, deadLetterTopic, message.event, this.laneOf(message.metadata))
    const places = await this.store.hand(message, addressees)
    const kept = addressees.length > 0 ? reason : `${reason}; nobody keeps it`
    this.console.deadLetter(app, String(message.event.type ?? ''), deadLetterTopic, kept)
    this.enqueue(places)
  }

  private enqueue(places: Place[]): void {
    for (const { id, subscription, lane } of places) this.consumers.get(subscription)?.push(lane, id)
  }

  /** Without a partition key no order is promised: each such event has a lane of its own. */
  private laneOf({ partitionKey }: Record<string, string>): string {
    return partitionKey === undefined ? `#${++this.keyless}` : `=${partitionKey}`
  }
}

/** Whether an event is for the app. Over a rule that fails daprd stumbles for ever, unless there are dead letters. */
function isRouted(consumer: Consumer, event: Message['event']): boolean {
  try {
    return consumer.route(event) !== undefined
  } catch {
    return !consumer.subscription.deadLetterTopic
  }
}

/** What Kafka's component tells of a record; its offset is known when it is stored. */
function asKafkaTells({ metadata, topic }: Publication): Record<string, string> {
  const { partitionKey, __key: key = partitionKey } = metadata
  return {
    ...metadata,
    ...(key !== undefined && { __key: key }),
    __topic: topic,
    __partition: '0',
    __timestamp: String(Date.now()),
  }
}
