import { expect } from 'vitest'
import type { Received, Reply } from '../recorder.ts'
import { subscription, subscriptions } from '../resources.ts'
import type { Case, Part, World } from '../world.ts'
import { about, docs, eventOf, made, pause, publish, unique } from './tools.ts'

const guide = `${docs('developing-applications/building-blocks/pubsub/pubsub-bulk/')}#subscribing-messages-in-bulk`
const code = 'dapr pkg/runtime/subscription/{bulksubscription,bulkresiliency}.go, postman/http/http.go (DeliverBulk)'

interface Entry {
  entryId: string
  event: { id: string; data: { mark: string; n: number } }
  metadata: Record<string, string>
  contentType: string
}
const entriesOf = ({ body }: Received): Entry[] => JSON.parse(body).entries

/** Answers each entry by its event's number, and every other entry with SUCCESS. */
const statuses = (received: Received, statusOf: (n: number) => string | undefined = () => 'SUCCESS'): Reply => ({
  body: JSON.stringify({
    statuses: entriesOf(received).flatMap(({ entryId, event }) => {
      const status = statusOf(event.data.n)
      return status === undefined ? [] : [{ entryId, status }]
    }),
  }),
})

/** Publishes some events of one key to the topic of a case; each batch is answered by `reply`. */
async function batch(
  { dapr, recorder }: World,
  topic: string,
  count: number,
  reply: (received: Received, nth: number) => Reply | Promise<Reply>,
): Promise<{ id: string }[]> {
  const mark = unique('batch')
  recorder.answer(({ url }) => url === `/${topic}`, reply)
  const entries = Array.from({ length: count }, (_, n) => ({
    entryId: String(n),
    event: made('in-batch', { mark, n }),
    contentType: 'application/cloudevents+json',
    metadata: { partitionKey: mark },
  }))
  expect((await dapr('alpha')('POST', `/v1.0/publish/bulk/events/${topic}`, entries)).status).toBe(204)
  return entries.map(({ event }) => event)
}

/** The numbers of the events, delivery by delivery. */
const numbers = (received: Received[]) => received.map((one) => entriesOf(one).map(({ event }) => event.data.n))

/** The deliveries to a topic, once there are as many events in them. */
async function delivered({ recorder }: World, topic: string, events: number): Promise<Received[]> {
  const mine = () => recorder.received(({ url }) => url === `/${topic}`)
  for (let tries = 0; tries < 300 && numbers(mine()).flat().length < events; tries++) await pause(50)
  return mine()
}

const bulk = 'bulkSubscribe: { enabled: true, maxMessagesCount: 100, maxAwaitDurationMs: 200 }'

const topics = [
  'whole',
  'single',
  'again',
  'dying',
  '500',
  'empty',
  'text',
  'object',
  'success',
  'cut',
  '404',
  'drop',
].map((name) => `bulk-${name}`)

const cases: Case[] = [
  {
    name: 'events arrive many at a time, in order, each with its metadata',
    source: `${guide}; dapr pkg/runtime/pubsub/bulksubscribe_events.go`,
    async run(world) {
      const events = await batch(world, 'bulk-whole', 20, (received) => statuses(received))
      const received = await delivered(world, 'bulk-whole', 20)
      expect(numbers(received).flat()).toEqual(Array.from({ length: 20 }, (_, n) => n))
      expect(received.length).toBeLessThan(20)
      const [first] = received
      expect(first).toMatchObject({ app: 'beta', method: 'POST' })
      expect(first?.headers).toMatchObject({
        'content-type': 'application/json',
        'dapr-api-token': world.tokens.appApiToken,
      })
      expect(first?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
      expect(first && JSON.parse(first.body)).toEqual({
        entries: expect.any(Array),
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        metadata: { pubsubName: 'events' },
        pubsubname: 'events',
        topic: 'bulk-whole',
        type: 'com.dapr.event.sent.bulk',
      })
      const [entry] = first ? entriesOf(first) : []
      expect(entry).toEqual({
        entryId: expect.any(String),
        event: {
          ...events[0],
          pubsubname: 'events',
          time: expect.stringMatching(/Z$/),
          topic: 'bulk-whole',
          traceid: expect.stringMatching(/^00-/),
          traceparent: expect.stringMatching(/^00-/),
          tracestate: '',
        },
        metadata: expect.objectContaining({
          partitionKey: expect.any(String),
          __key: expect.any(String),
          __topic: 'bulk-whole',
          __offset: expect.stringMatching(/^\d+$/),
          __partition: expect.stringMatching(/^\d+$/),
          __timestamp: expect.stringMatching(/^\d{13}$/),
        }),
        contentType: 'application/cloudevents+json',
      })
    },
  },
  {
    name: 'a single event comes alone, when it has waited',
    source: guide,
    async run(world) {
      await batch(world, 'bulk-single', 1, (received) => statuses(received))
      expect(numbers(await delivered(world, 'bulk-single', 1))).toEqual([[0]])
    },
  },
  {
    name: 'what the app wants again comes again, and only that; what has no status too',
    source: code,
    async run(world) {
      let whole = 0
      await batch(world, 'bulk-again', 5, (received, nth) => {
        if (nth > 1) return statuses(received)
        whole = entriesOf(received).length
        return statuses(received, (n) => ['RETRY', 'SUCCESS', undefined, 'PERHAPS', 'SUCCESS'][n])
      })
      const received = await delivered(world, 'bulk-again', 8)
      // The ticker may cut what was published at once in two.
      if (whole === 5) {
        expect(numbers(received)).toEqual([
          [0, 1, 2, 3, 4],
          [0, 2, 3],
        ])
        expect(received.map((one) => entriesOf(one).map(({ entryId }) => entryId))).toEqual([
          ['0', '1', '2', '3', '4'],
          ['0', '2', '3'],
        ])
      }
      expect(received.length).toBeGreaterThan(1)
    },
  },
  {
    name: 'what fails to the last is a dead letter, and only that',
    source: code,
    async run(world) {
      const [, failing = { id: '' }] = await batch(world, 'bulk-dying', 4, (received) =>
        statuses(received, (n) => (n === 1 ? 'RETRY' : 'SUCCESS')),
      )
      const [dead] = await world.recorder.until(about(failing, '/bulk-dead'))
      expect(dead?.headers).toMatchObject({ partitionkey: expect.any(String), __key: expect.any(String) })
      expect(dead && eventOf(dead)).toMatchObject({ ...failing, topic: 'bulk-dying' })
      await publish(world.dapr('alpha'), 'events/bulk-dying', made('in-batch', { n: 9 }), 'key')
      const deliveries = numbers(await delivered(world, 'bulk-dying', 7)).flat()
      expect(deliveries.sort()).toEqual([0, 1, 1, 1, 2, 3, 9])
      expect(world.recorder.received(about(failing, '/bulk-dead'))).toHaveLength(1)
    },
  },
  ...(
    [
      ['500', { status: 500 }],
      ['empty', {}],
      ['text', { body: 'thanks' }],
      ['object', { body: '{}' }],
      ['success', { body: '{"status":"SUCCESS"}' }],
      ['cut', { cut: true }],
    ] satisfies [string, Reply][]
  ).map(
    ([what, reply]): Case => ({
      name: `an answer of ${JSON.stringify(reply)} is a failure of the whole batch`,
      source: code,
      async run(world) {
        await batch(world, `bulk-${what}`, 2, (received, nth) => (nth === 1 ? reply : statuses(received)))
        const [first, second] = numbers(await delivered(world, `bulk-${what}`, 3))
        expect(second).toEqual(first)
      },
    }),
  ),
  {
    name: '404 ends the batch, and makes no dead letters',
    source: `${code} (StatusNotFound)`,
    async run(world) {
      await batch(world, 'bulk-404', 1, (received, nth) => (nth === 1 ? { status: 404 } : statuses(received)))
      await delivered(world, 'bulk-404', 1)
      await publish(world.dapr('alpha'), 'events/bulk-404', made('in-batch', { n: 9 }), 'key')
      expect(numbers(await delivered(world, 'bulk-404', 2))).toEqual([[0], [9]])
    },
  },
  {
    name: 'DROP is a dead letter at once',
    source: `${code}; the entry is the right one as long as the batch is whole`,
    async run(world) {
      const [event = { id: '' }] = await batch(world, 'bulk-drop', 1, (received) => statuses(received, () => 'DROP'))
      await world.recorder.until(about(event, '/bulk-dead'))
      expect(world.recorder.received(about(event, '/bulk-drop'))).toHaveLength(1)
    },
  },
]

export const bulkSubscribe: Part = {
  name: 'bulk subscribe',
  resources: subscriptions(
    subscription('beta', 'bulk-dead', 'routes: { default: /bulk-dead }'),
    ...topics.map((topic) =>
      subscription('beta', topic, `routes: { default: /${topic} }, deadLetterTopic: bulk-dead, ${bulk}`),
    ),
  ),
  cases,
}
