import { expect } from 'vitest'
import { subscription, subscriptions } from '../resources.ts'
import type { Case, Part } from '../world.ts'
import { about, docs, eventOf, made, pause, publish, unique, until } from './tools.ts'

const delivery = docs('developing-applications/building-blocks/pubsub/pubsub-overview/#at-least-once-guarantee')
const job =
  (name: string) =>
  ({ url }: { url: string }) =>
    url === `/job/${name}`
const forLong = { failurePolicy: { constant: { interval: '0.2s' } } }

const cases: Case[] = [
  {
    name: 'an app that is down for a while gets what was published meanwhile, in order',
    source: delivery,
    async run({ dapr, recorder, killApp, startApp }) {
      const mark = unique('down')
      await publish(dapr('alpha'), 'events/lasting', made('n', { mark, n: 0 }), mark)
      await recorder.until(about({ id: mark }), 1)
      // Time for its answer to count.
      await pause(200)
      await killApp('beta')
      for (const n of [1, 2, 3]) await publish(dapr('alpha'), 'events/lasting', made('n', { mark, n }), mark)
      await pause(500)
      await startApp('beta')
      const received = await recorder.until(about({ id: mark }), 4)
      expect(received.map((one) => eventOf(one).data.n)).toEqual([0, 1, 2, 3])
    },
  },
  {
    name: 'an app that dies over an event gets it again',
    source: delivery,
    async run({ dapr, recorder, killApp, startApp }) {
      const event = made('deadly')
      recorder.answer(about(event), (_, nth) => (nth === 1 ? { crash: true } : {}))
      await publish(dapr('alpha'), 'events/lasting', event, event.id)
      const [first] = await recorder.until(about(event))
      await killApp('beta')
      await startApp('beta')
      const [, second] = await recorder.until(about(event), 2)
      expect(second?.pid).not.toBe(first?.pid)
    },
  },
  {
    name: 'a job whose app is down at its time calls it when it is back, if its policy lasts',
    source: docs('reference/api/jobs_api/#failure-policy'),
    async run({ dapr, recorder, killApp, startApp }) {
      const name = unique('job')
      await dapr('beta')('GET', '/v1.0/invoke/beta/method/awake')
      await killApp('beta')
      await dapr('beta')('POST', `/v1.0/jobs/${name}`, { dueTime: '0s', data: 1, ...forLong })
      await pause(500)
      await startApp('beta')
      await recorder.until(job(name))
    },
  },
  {
    name: 'an app that is down is 500 for those who invoke it',
    source: 'dapr pkg/channel/http/http_channel.go',
    async run({ dapr, killApp, startApp }) {
      await dapr('alpha')('GET', '/v1.0/invoke/beta/method/awake')
      await killApp('beta')
      const answer = await dapr('alpha')('GET', '/v1.0/invoke/beta/method/x')
      expect(answer).toMatchObject({ status: 500, json: { errorCode: 'ERR_DIRECT_INVOKE' } })
      await startApp('beta')
      await until(() => dapr('alpha')('GET', '/v1.0/invoke/beta/method/x'), 200)
    },
  },
  {
    name: 'Dapr killed in the middle of a delivery delivers it again, and what waited behind it',
    source: `${delivery}; Kafka: what is not marked is read again`,
    async run({ dapr, recorder, killDapr, startDapr }) {
      const mark = unique('killed')
      const held = Promise.withResolvers<object>()
      recorder.answer(
        (received) => about({ id: mark })(received) && eventOf(received).data.n === 1,
        (_, nth) => (nth === 1 ? held.promise : {}),
      )
      for (const n of [0, 1, 2, 3]) await publish(dapr('alpha'), 'events/lasting', made('n', { mark, n }), mark)
      await recorder.until(about({ id: mark }), 2)
      await killDapr('beta')
      held.resolve({})
      await startDapr('beta')
      const received = await recorder.until((one) => about({ id: mark })(one) && eventOf(one).data.n === 3, 1)
      expect(received).not.toEqual([])
      const seen = recorder.received(about({ id: mark })).map((one) => eventOf(one).data.n)
      // What was done but not yet told to the broker may come again; nothing is left out and order is kept.
      expect(seen.filter((n) => n === 1).length).toBeGreaterThan(1)
      expect(new Set(seen)).toEqual(new Set([0, 1, 2, 3]))
      expect(seen.slice(seen.lastIndexOf(1))).toEqual([1, 2, 3])
    },
  },
  {
    name: 'Dapr killed has kept state, and jobs that were due meanwhile call',
    source: docs('developing-applications/building-blocks/jobs/jobs-overview/'),
    async run({ dapr, recorder, killDapr, startDapr }) {
      const [key, due, later] = [unique('kept'), unique('job'), unique('job')]
      await dapr('beta')('POST', '/v1.0/state/state', [{ key, value: 'kept' }])
      await dapr('beta')('POST', `/v1.0/jobs/${due}`, { dueTime: '500ms', data: 'due' })
      await dapr('beta')('POST', `/v1.0/jobs/${later}`, { dueTime: '1h', data: 'later' })
      await killDapr('beta')
      await pause(1_000)
      expect(recorder.received(job(due))).toEqual([])
      await startDapr('beta')
      await recorder.until(job(due))
      expect((await dapr('beta')('GET', `/v1.0/state/state/${key}`)).json).toBe('kept')
      expect((await dapr('beta')('GET', `/v1.0/jobs/${later}`)).status).toBe(200)
    },
  },
  {
    name: 'the scheduler killed has kept its jobs; what was due meanwhile calls at once, the rest in its time',
    source: docs('concepts/dapr-services/scheduler/'),
    async run({ dapr, recorder, killScheduler, startScheduler }) {
      const [due, later, repeated] = [unique('job'), unique('job'), unique('job')]
      const set = (name: string, more: object) => dapr('alpha')('POST', `/v1.0/jobs/${name}`, { data: name, ...more })
      await set(due, { dueTime: '500ms' })
      await set(later, { dueTime: '6s' })
      await set(repeated, { schedule: '@every 1s', repeats: 3 })
      await killScheduler()
      await pause(1_000)
      await startScheduler()
      for (const name of [due, later]) expect(await recorder.until(job(name))).toHaveLength(1)
      await recorder.until(job(repeated), 3)
      await until(() => dapr('alpha')('GET', `/v1.0/jobs/${later}`), 500)
    },
  },
]

export const restarts: Part = {
  name: 'what goes down and comes back',
  resources: subscriptions(subscription('beta', 'lasting', 'routes: { default: /lasting }')),
  alone: true,
  cases,
}
