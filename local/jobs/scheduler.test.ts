import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Collector, createCollector, type Received } from '../fixtures/collector.ts'
import { daprOf, fixturePlatform } from '../fixtures/platform.ts'
import type { Platform } from '../platform.ts'
import { Alarm } from './timer.ts'

let platform: Platform
let collector: Collector
let dapr: ReturnType<typeof daprOf>
beforeAll(async () => {
  collector = await createCollector()
  platform = await fixturePlatform()
  dapr = daprOf(platform, 'alpha')
})
afterEach(() => collector.reset())
afterAll(async () => {
  await platform.close()
  await collector.close()
})

const schedule = (name: string, job: unknown) => dapr('POST', `/v1.0/jobs/${name}`, job)
const of = (name: string) => (received: Received) => received.url === `/job/${name}`
const gone = (name: string) => expect.poll(async () => (await dapr('GET', `/v1.0/jobs/${name}`)).status).toBe(500)
const quick = { constant: { interval: '0.005s', maxRetries: 2 } }

describe('a job', () => {
  test('reaches the app with its data at its time, once, and is gone', async () => {
    const dueAt = Date.now() + 50
    expect(await schedule('j1', { dueTime: new Date(dueAt).toISOString(), data: { a: 3 } })).toMatchObject({
      status: 204,
      text: '',
    })
    const [received] = await collector.until(of('j1'))
    expect(Date.now()).toBeGreaterThanOrEqual(dueAt)
    expect(received).toMatchObject({
      app: 'alpha',
      method: 'POST',
      body: '{"a":3}',
      headers: { 'content-type': 'application/json', 'dapr-api-token': platform.tokens.appApiToken },
    })
    expect(received?.headers).not.toHaveProperty('traceparent')
    await gone('j1')
  })

  test.each([['"hello"'], ['5'], ['null']])('may carry %s', async (data) => {
    await schedule('plain', { dueTime: '0s', data: JSON.parse(data) })
    expect((await collector.until(of('plain')))[0]?.body).toBe(data)
    await gone('plain')
  })

  test('that is past fires at once', async () => {
    await schedule('past', { dueTime: '2020-01-01T00:00:00Z', data: null })
    await collector.until(of('past'))
  })

  test('ticks as often as it should', async () => {
    await schedule('often', { schedule: '@every 10ms', repeats: 3, data: null })
    await collector.until(of('often'), 3)
    await gone('often')
    expect(collector.received.filter(of('often'))).toHaveLength(3)
  })

  test('never ticks while it is at work', async () => {
    let running = 0
    collector.answer = async () => {
      expect(++running).toBe(1)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return {}
    }
    await schedule('busy', { schedule: '@every 1ms', repeats: 5, data: null })
    await collector.until(of('busy'), 5)
    await gone('busy')
  })
})

describe('its name', () => {
  test('is taken until it is overwritten or done', async () => {
    expect((await schedule('same', { dueTime: '1h', data: 1 })).status).toBe(204)
    expect(await schedule('same', { dueTime: '1h', data: 1 })).toMatchObject({
      status: 409,
      json: {
        errorCode: 'DAPR_SCHEDULER_SCHEDULE_JOB',
        message: `failed to schedule job due to: rpc error: code = AlreadyExists desc = job already exists: 'app||default||alpha||same'`,
      },
    })
    expect((await schedule('same', { dueTime: '0s', data: 2, overwrite: true })).status).toBe(204)
    expect((await collector.until(of('same')))[0]?.body).toBe('2')
  })

  test('is each app’s own', async () => {
    await schedule('mine', { dueTime: '1h', data: 1 })
    expect(await daprOf(platform, 'beta')('GET', '/v1.0/jobs/mine')).toMatchObject({
      status: 500,
      json: { errorCode: 'DAPR_SCHEDULER_GET_JOB' },
    })
    expect(await dapr('GET', '/v1.0-alpha1/jobs/mine')).toMatchObject({
      status: 200,
      json: { name: 'mine', dueTime: '1h', failurePolicy: { constant: { interval: '1s', maxRetries: 3 } } },
    })
  })

  test('is free again when it is deleted; deleting what is not there is no error', async () => {
    await schedule('brief', { dueTime: '1h', data: 1 })
    expect([
      (await dapr('DELETE', '/v1.0/jobs/brief')).status,
      (await dapr('DELETE', '/v1.0/jobs/brief')).status,
    ]).toEqual([204, 204])
    expect(await dapr('GET', '/v1.0/jobs/brief')).toMatchObject({
      status: 500,
      json: { message: expect.stringContaining('job not found: brief') },
    })
  })

  test('has no slash', async () => {
    expect(await schedule('a%2Fb', { dueTime: '1h' })).toMatchObject({
      status: 500,
      json: { errorCode: 'DAPR_SCHEDULER_SCHEDULE_JOB' },
    })
    expect((await schedule('a/b', { dueTime: '1h' })).status).toBe(404)
  })
})

describe('an app that fails', () => {
  test('is asked again as the policy says, then the tick is given up', async () => {
    collector.answer = () => ({ status: 500 })
    await schedule('failing', { dueTime: '0s', data: null, failurePolicy: quick })
    await collector.until(of('failing'), 3)
    await gone('failing')
    expect(collector.received.filter(of('failing'))).toHaveLength(3)
  })

  test('is asked until it answers, when the policy has no limit', async () => {
    let left = 6
    collector.answer = () => ({ status: left-- > 0 ? 503 : 200 })
    await schedule('patient', { dueTime: '0s', data: null, failurePolicy: { constant: { interval: '0.001s' } } })
    await collector.until(of('patient'), 7)
    await gone('patient')
  })

  test.each([
    ['404, which ends it', { status: 404 }, quick],
    ['a policy without retries', { status: 500 }, { drop: {} }],
  ])('is not asked again after %s', async (_, answer, failurePolicy) => {
    collector.answer = () => answer
    await schedule('once', { dueTime: '0s', data: null, failurePolicy })
    await gone('once')
    expect(collector.received.filter(of('once'))).toHaveLength(1)
  })

  test('by a crash is started again for it', async () => {
    let crashed = false
    collector.answer = () => {
      const crash = !crashed
      crashed = true
      return { crash }
    }
    await schedule('crash', { dueTime: '0s', data: null, failurePolicy: quick })
    const received = await collector.until(of('crash'), 2)
    expect(received[0]?.pid).not.toBe(received[1]?.pid)
    await gone('crash')
  })

  test('gets the new job, not the rest of the old, when it is overwritten meanwhile', async () => {
    collector.answer = ({ body }) => ({ status: body === '1' ? 500 : 200 })
    await schedule('moved', { dueTime: '0s', data: 1, failurePolicy: { constant: { interval: '3600s' } } })
    await collector.until(of('moved'))
    await schedule('moved', { dueTime: '0s', data: 2, overwrite: true })
    expect((await collector.until(of('moved'), 2)).map(({ body }) => body)).toEqual(['1', '2'])
    await gone('moved')
  })
})

test('many that are due at once are all done', async () => {
  await Promise.all(
    Array.from({ length: 250 }, (_, index) => schedule(`many-${index}`, { dueTime: '0s', data: index })),
  )
  const received = await collector.until(({ url }) => url.startsWith('/job/many-'), 250)
  expect(new Set(received.map(({ url }) => url)).size).toBe(250)
})

describe('the alarm', () => {
  test('waits as long as it takes, also longer than a timer can', () => {
    vi.useFakeTimers({ now: 0 })
    let rang = 0
    const alarm = new Alarm(() => rang++)
    const days = 24 * 3_600_000
    alarm.set(60 * days)
    vi.advanceTimersByTime(59 * days)
    expect(rang).toBe(0)
    vi.advanceTimersByTime(1 * days)
    expect(rang).toBe(1)
    vi.useRealTimers()
  })

  test('keeps the nearer of two moments', () => {
    vi.useFakeTimers({ now: 0 })
    let rang = 0
    const alarm = new Alarm(() => rang++)
    alarm.noLaterThan(100)
    alarm.noLaterThan(200)
    vi.advanceTimersByTime(100)
    expect(rang).toBe(1)
    vi.advanceTimersByTime(200)
    expect(rang).toBe(1)
    vi.useRealTimers()
  })
})
