import { expect } from 'vitest'
import type { Reply } from '../recorder.ts'
import { subscription, subscriptions } from '../resources.ts'
import type { Case, Part } from '../world.ts'
import { about, docs, eventOf, made, pause, publish, unique } from './tools.ts'

const answers = `${docs('reference/api/pubsub_api/')}#expected-http-response; dapr pkg/runtime/subscription/postman/http/http.go`
const policies = docs('operations/resiliency/policies/retries/retries-overview/')
const kafka =
  'components-contrib common/component/kafka/consumer.go (retry.NotifyRecover), kit retry.DefaultConfig (5 s)'

/** An event that is always answered like this is delivered so many times, then a dead letter. */
const dies = (name: string, reply: Reply, deliveries: number): Case => ({
  name: `${name}: ${deliveries === 1 ? 'a dead letter at once' : `delivered ${deliveries} times, then a dead letter`}`,
  source: `${answers}; ${policies}`,
  async run({ dapr, recorder }) {
    const event = made('fails')
    recorder.answer(about(event, '/failing'), reply)
    await publish(dapr('alpha'), 'events/failing', event, event.id)
    await recorder.until(about(event, '/dead'))
    expect(recorder.received(about(event, '/failing'))).toHaveLength(deliveries)
  },
})

/** An event that is answered like this is done: the next of its key follows, and it never comes again. */
const lives = (name: string, reply: Reply): Case => ({
  name: `${name}: done`,
  source: answers,
  async run({ dapr, recorder }) {
    const [event, next] = [made('fine'), made('next')]
    recorder.answer(about(event), reply)
    for (const one of [event, next]) await publish(dapr('alpha'), 'events/failing', one, event.id)
    await recorder.until(about(next))
    expect(recorder.received(about(event))).toHaveLength(1)
  },
})

export const retry: Part = {
  name: 'retry, drop, dead letters',
  resources: subscriptions(
    subscription('beta', 'failing', 'routes: { default: /failing }, deadLetterTopic: dead'),
    subscription('beta', 'dead', 'routes: { default: /dead }'),
    subscription('beta', 'failing-alone', 'routes: { default: /failing-alone }'),
    subscription('beta', 'plain-failing', 'routes: { default: /plain-failing }, deadLetterTopic: plain-dead', 'plain'),
    subscription('beta', 'plain-dead', 'routes: { default: /plain-dead }', 'plain'),
    subscription('beta', 'plain-alone', 'routes: { default: /plain-alone }', 'plain'),
  ),
  cases: [
    lives('nothing', {}),
    lives('204', { status: 204 }),
    lives('201 and a text', { status: 201, body: 'thanks' }),
    lives('{}', { body: '{}' }),
    lives('SUCCESS', { body: '{"status":"SUCCESS"}' }),
    lives('broken JSON', { body: '{"status":"RETRY"' }),
    lives('an empty status', { body: '{"status":""}' }),
    lives('a status that is no text', { body: '{"status":5}' }),
    dies('RETRY', { body: '{"status":"RETRY"}' }, 3),
    dies('an unknown status', { body: '{"status":"PERHAPS"}' }, 3),
    dies('a status in lower case', { body: '{"status":"success"}' }, 3),
    dies('500', { status: 500 }, 3),
    dies('500 that says SUCCESS', { status: 500, body: '{"status":"SUCCESS"}' }, 3),
    dies('400', { status: 400 }, 3),
    dies('429', { status: 429 }, 3),
    dies('302', { status: 302, headers: { location: '/dead' } }, 3),
    dies('a connection that breaks', { cut: true }, 3),
    dies('DROP', { body: '{"status":"DROP"}' }, 1),
    dies('404', { status: 404 }, 1),
    {
      name: 'a dead letter is the event as it was, with its key and metadata',
      source: docs('developing-applications/building-blocks/pubsub/pubsub-deadletter/'),
      async run({ dapr, recorder }) {
        const event = made('fails', { keep: ['me'] }, { subject: 's', time: '2026-01-02T03:04:05.678Z', own: 'x' })
        recorder.answer(about(event, '/failing'), { status: 404 })
        await publish(dapr('alpha'), 'events/failing', event, event.id, '&metadata.mine=y')
        const [dead] = await recorder.until(about(event, '/dead'))
        const [first] = recorder.received(about(event, '/failing'))
        expect(dead && eventOf(dead)).toEqual(first && eventOf(first))
        expect(dead && eventOf(dead)).toMatchObject({ ...event, topic: 'failing', pubsubname: 'events' })
        expect(dead?.headers).toMatchObject({
          partitionkey: event.id,
          mine: 'y',
          pubsubname: 'events',
          __key: event.id,
          __topic: 'failing',
          __offset: first?.headers.__offset,
        })
      },
    },
    {
      name: 'an answer that takes longer than the time-out is a failure',
      source: docs('operations/resiliency/policies/timeouts/'),
      async run({ dapr, recorder }) {
        const event = made('slow')
        recorder.answer(about(event, '/failing'), async (_, nth) => {
          if (nth === 1) await pause(1_500)
          return {}
        })
        await publish(dapr('alpha'), 'events/failing', event, event.id)
        await recorder.until(about(event, '/failing'), 2)
      },
    },
    {
      name: 'an event that has expired is not delivered, but a dead letter',
      source: 'dapr pkg/runtime/subscription/subscription.go (HasExpired)',
      async run({ dapr, recorder }) {
        const event = made('old', {}, { expiration: '2020-01-01T00:00:00Z' })
        await publish(dapr('alpha'), 'events/failing', event, event.id)
        // Where it lands it has expired as well.
        const next = made('next')
        await publish(dapr('alpha'), 'events/failing', next, event.id)
        await recorder.until(about(next))
        expect(recorder.received(about(event))).toEqual([])
      },
    },
    {
      name: 'without dead letters it begins again, five seconds after the last try',
      source: kafka,
      async run({ dapr, recorder }) {
        const event = made('fails')
        const mark = unique('again')
        recorder.answer(about(event), (_, nth) => (nth <= 4 ? { status: 500 } : {}))
        await publish(dapr('alpha'), 'events/failing-alone', event, mark)
        const received = await recorder.until(about(event), 5)
        const [, , third, fourth] = received.map(({ atMs }) => atMs)
        expect((fourth ?? 0) - (third ?? 0)).toBeGreaterThan(4_900)
      },
    },
    {
      name: 'DROP without dead letters is the end of it',
      source: answers,
      async run({ dapr, recorder }) {
        const [event, next] = [made('dropped'), made('next')]
        recorder.answer(about(event), { body: '{"status":"DROP"}' })
        for (const one of [event, next]) await publish(dapr('alpha'), 'events/failing-alone', one, event.id)
        await recorder.until(about(next))
        expect(recorder.received(about(event))).toHaveLength(1)
      },
    },
    {
      name: 'without a policy a failure is a dead letter at once',
      source: 'dapr pkg/runtime/subscription/subscription.go',
      async run({ dapr, recorder }) {
        const event = made('fails')
        recorder.answer(about(event, '/plain-failing'), { status: 500 })
        await publish(dapr('alpha'), 'plain/plain-failing', event)
        await recorder.until(about(event, '/plain-dead'))
        expect(recorder.received(about(event, '/plain-failing'))).toHaveLength(1)
      },
    },
    {
      name: 'without a policy and without dead letters the broker delivers it again every five seconds',
      source: kafka,
      async run({ dapr, recorder }) {
        const event = made('fails')
        recorder.answer(about(event), (_, nth) => (nth === 1 ? { status: 500 } : {}))
        await publish(dapr('alpha'), 'plain/plain-alone', event)
        const [first, second] = await recorder.until(about(event), 2)
        expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(4_900)
      },
    },
  ],
}
