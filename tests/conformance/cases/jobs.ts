import { expect } from 'vitest'
import type { Received } from '../recorder.ts'
import type { Case, Part, World } from '../world.ts'
import { docs, errorOf, pause, unique, until } from './tools.ts'

const api = docs('reference/api/jobs_api/')
const overview = docs('developing-applications/building-blocks/jobs/jobs-overview/')
const failure = `${docs('reference/api/jobs_api/')}#failure-policy; dapr pkg/scheduler (diagridio/go-etcd-cron)`

const of =
  (name: string) =>
  ({ url }: Received) =>
    url === `/job/${name}`
const schedule = ({ dapr }: World, name: string, job: object, app: 'alpha' | 'beta' = 'alpha') =>
  dapr(app)('POST', `/v1.0/jobs/${encodeURIComponent(name)}`, job)

/** A job with this schedule calls the app so many times and is gone. */
const calls = (what: string, job: object, times: number, source = api): Case => ({
  name: what,
  source,
  async run(world) {
    const name = unique('job')
    expect((await schedule(world, name, { data: what, ...job })).status).toBe(204)
    await world.recorder.until(of(name), times)
    await until(() => world.dapr('alpha')('GET', `/v1.0/jobs/${name}`), 500)
    expect(world.recorder.received(of(name))).toHaveLength(times)
  },
})

/** A job whose app always answers like this is called so many times. */
const fails = (what: string, job: object, reply: object, times: number): Case => ({
  name: what,
  source: failure,
  async run(world) {
    const name = unique('job')
    world.recorder.answer(of(name), reply)
    expect((await schedule(world, name, { dueTime: '0s', data: 1, ...job })).status).toBe(204)
    await world.recorder.until(of(name), times)
    await until(() => world.dapr('alpha')('GET', `/v1.0/jobs/${name}`), 500)
    expect(world.recorder.received(of(name))).toHaveLength(times)
  },
})

const often = { failurePolicy: { constant: { interval: '0.1s', maxRetries: 2 } } }

const cases: Case[] = [
  {
    name: 'a job calls the app at its time, with its data',
    source: api,
    async run(world) {
      const name = unique('job')
      const startMs = Date.now()
      expect(await schedule(world, name, { dueTime: '1s', data: { a: 1, b: ['ü'] } })).toMatchObject({
        status: 204,
        text: '',
      })
      const [received] = await world.recorder.until(of(name))
      expect((received?.atMs ?? 0) - startMs).toBeGreaterThan(900)
      expect(received).toMatchObject({ app: 'alpha', method: 'POST' })
      expect(received?.headers).toMatchObject({
        'content-type': 'application/json',
        'dapr-api-token': world.tokens.appApiToken,
      })
      expect(received?.headers).not.toHaveProperty('traceparent')
      expect(JSON.parse(received?.body ?? '')).toEqual({ a: 1, b: ['ü'] })
    },
  },
  ...[['a text'], [5.5], [true], [null], [[1, 'a']], [{ deep: { z: [null], a: '<&>' } }], ['']].map(
    ([data]): Case => ({
      name: `data may be any JSON: ${JSON.stringify(data)}`,
      source: `${api}; google.protobuf.Value`,
      async run(world) {
        const name = unique('job')
        await schedule(world, name, { dueTime: '0s', data })
        const [received] = await world.recorder.until(of(name))
        expect(JSON.parse(received?.body ?? '')).toEqual(data)
      },
    }),
  ),
  calls('due time: a duration', { dueTime: '500ms' }, 1),
  calls('due time: an ISO 8601 duration', { dueTime: 'PT1S' }, 1, `${api}; kit/time.ParseTime`),
  calls('due time: an instant', { dueTime: new Date(Date.now() + 1_000).toISOString() }, 1),
  calls('due time: an instant in another zone', { dueTime: '2020-01-01T00:00:00+02:00' }, 1),
  calls('due time: an instant that is past', { dueTime: '2020-01-01T00:00:00Z' }, 1),
  calls('schedule: every second, three times', { schedule: '@every 1s', repeats: 3 }, 3),
  calls('schedule: cron with seconds, twice', { schedule: '* * * * * *', repeats: 2 }, 2),
  calls(
    'schedule: cron with steps, lists and names',
    { schedule: '*/1 0-59 * 1-31 jan-dec sun,mon-sat', repeats: 1 },
    1,
  ),
  calls(
    'schedule and due time: the first call is at the due time',
    { dueTime: '0s', schedule: '@every 1s', repeats: 2 },
    2,
  ),
  {
    name: 'a time to live ends the calls',
    source: api,
    async run(world) {
      const name = unique('job')
      await schedule(world, name, { schedule: '@every 1s', ttl: '2500ms', data: 1 })
      await world.recorder.until(of(name), 2)
      await until(() => world.dapr('alpha')('GET', `/v1.0/jobs/${name}`), 500)
      expect(world.recorder.received(of(name))).toHaveLength(2)
    },
  },
  {
    name: 'a job of that name is not replaced (409) unless that is asked for',
    source: `${api}; ${docs('operations/support/breaking-changes-and-deprecations/')}`,
    async run(world) {
      const name = unique('job')
      await schedule(world, name, { dueTime: '1h', data: 'first' })
      expect(errorOf(await schedule(world, name, { dueTime: '0s', data: 'second' }))).toMatchObject({
        status: 409,
        errorCode: 'DAPR_SCHEDULER_SCHEDULE_JOB',
        message: `failed to schedule job due to: rpc error: code = AlreadyExists desc = job already exists: 'app||default||alpha||${name}'`,
      })
      expect((await schedule(world, name, { dueTime: '0s', data: 'third', overwrite: true })).status).toBe(204)
      const received = await world.recorder.until(of(name))
      expect(received.map(({ body }) => body)).toEqual(['"third"'])
    },
  },
  {
    name: 'a job that is deleted in time does not call; deleting what is not there is no error',
    source: api,
    async run(world) {
      const name = unique('job')
      await schedule(world, name, { dueTime: '1s', data: 1 })
      for (let times = 0; times < 2; times++)
        expect(await world.dapr('alpha')('DELETE', `/v1.0/jobs/${name}`)).toMatchObject({ status: 204, text: '' })
      await pause(1_500)
      expect(world.recorder.received(of(name))).toEqual([])
    },
  },
  {
    name: 'a job can be asked for, as it was set',
    source: api,
    async run(world) {
      const name = unique('job')
      const read = () => world.dapr('alpha')('GET', `/v1.0/jobs/${name}`)
      await schedule(world, name, { dueTime: '1h', data: { a: 1 } })
      expect(await read()).toMatchObject({
        status: 200,
        json: {
          name,
          dueTime: '1h',
          data: { '@type': 'type.googleapis.com/google.protobuf.Value', value: { a: 1 } },
          failurePolicy: { constant: { interval: '1s', maxRetries: 3 } },
        },
      })
      const whole = {
        dueTime: '1h',
        schedule: '@every 90s',
        repeats: 5,
        ttl: '2h',
        failurePolicy: { constant: { interval: '2.500s' } },
      }
      await schedule(world, name, { ...whole, data: null, overwrite: true })
      expect((await read()).json).toEqual({
        name,
        ...whole,
        data: { '@type': 'type.googleapis.com/google.protobuf.Value', value: null },
      })
      await schedule(world, name, { dueTime: '1h', failurePolicy: { drop: {} }, data: 1, overwrite: true })
      expect((await read()).json).toMatchObject({ failurePolicy: { drop: {} } })
      await world.dapr('alpha')('DELETE', `/v1.0/jobs/${name}`)
    },
  },
  {
    name: 'a job belongs to its app',
    source: overview,
    async run(world) {
      const name = unique('job')
      await schedule(world, name, { dueTime: '2s', data: 'alpha' })
      expect(errorOf(await world.dapr('beta')('GET', `/v1.0/jobs/${name}`))).toMatchObject({
        status: 500,
        errorCode: 'DAPR_SCHEDULER_GET_JOB',
        message: `failed to get job due to: rpc error: code = NotFound desc = job not found: ${name}`,
      })
      expect((await world.dapr('beta')('DELETE', `/v1.0/jobs/${name}`)).status).toBe(204)
      await schedule(world, name, { dueTime: '0s', data: 'beta' }, 'beta')
      const received = await world.recorder.until(of(name), 2)
      expect(received.map(({ app, body }) => [app, body])).toEqual([
        ['beta', '"beta"'],
        ['alpha', '"alpha"'],
      ])
    },
  },
  fails('an answer of 500: tried again as the policy says', often, { status: 500 }, 3),
  fails('an answer of 302', often, { status: 302, headers: { location: '/' } }, 3),
  fails('an answer of 429', often, { status: 429 }, 3),
  fails('a connection that breaks', often, { cut: true }, 3),
  fails('an answer of 404: given up', often, { status: 404 }, 1),
  fails('a policy of dropping', { failurePolicy: { drop: {} } }, { status: 500 }, 1),
  fails('no policy: three more tries, a second apart', {}, { status: 500 }, 4),
  {
    name: 'a constant policy without a limit goes on until the app has it',
    source: failure,
    async run(world) {
      const name = unique('job')
      world.recorder.answer(of(name), (_, nth) => (nth <= 6 ? { status: 500 } : {}))
      await schedule(world, name, { dueTime: '0s', data: 1, failurePolicy: { constant: { interval: '0.1s' } } })
      await world.recorder.until(of(name), 7)
      await until(() => world.dapr('alpha')('GET', `/v1.0/jobs/${name}`), 500)
      expect(world.recorder.received(of(name))).toHaveLength(7)
    },
  },
  {
    name: 'a tick that fails to the last is dropped, and the next comes in its time',
    source: failure,
    async run(world) {
      const name = unique('job')
      world.recorder.answer(of(name), (_, nth) => (nth === 1 ? { status: 500 } : {}))
      await schedule(world, name, { schedule: '@every 1s', repeats: 2, data: 1, failurePolicy: { drop: {} } })
      await world.recorder.until(of(name), 2)
    },
  },
  {
    name: 'a repeating job that the app does not know (404) goes on',
    source: failure,
    async run(world) {
      const name = unique('job')
      world.recorder.answer(of(name), { status: 404 })
      await schedule(world, name, { schedule: '@every 1s', repeats: 2, data: 1 })
      await world.recorder.until(of(name), 2)
      await until(() => world.dapr('alpha')('GET', `/v1.0/jobs/${name}`), 500)
      expect(world.recorder.received(of(name))).toHaveLength(2)
    },
  },
  {
    name: 'calls of one job do not overlap',
    source: overview,
    async run(world) {
      const name = unique('job')
      let running = 0
      let most = 0
      world.recorder.answer(of(name), async () => {
        most = Math.max(most, ++running)
        await pause(1_500)
        running--
        return {}
      })
      await schedule(world, name, { schedule: '@every 1s', repeats: 2, data: 1 })
      await world.recorder.until(of(name), 2)
      expect(most).toBe(1)
    },
  },
  {
    name: 'names may have letters, digits and most signs',
    source: 'dapr pkg/scheduler, diagridio/go-etcd-cron (job names)',
    async run(world) {
      for (const sign of [' ', '_', '.', '-', ':', 'Ä']) {
        const name = `Job${sign}${unique('name')}`
        expect((await schedule(world, name, { dueTime: '0s', data: 1 })).status).toBe(204)
        await world.recorder.until(({ url }) => decodeURIComponent(url) === `/job/${name}`)
      }
    },
  },
]

export const jobs: Part = { name: 'jobs', cases }
