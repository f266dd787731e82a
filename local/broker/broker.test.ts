import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Collector, createCollector, type Received } from '../fixtures/collector.ts'
import { daprOf, fixturePlatform } from '../fixtures/platform.ts'
import type { Platform } from '../platform.ts'

let platform: Platform
let collector: Collector
let dapr: ReturnType<typeof daprOf>
const lines: string[] = []
beforeAll(async () => {
  collector = await createCollector()
  platform = await fixturePlatform({ log: (line) => lines.push(line) })
  dapr = daprOf(platform, 'alpha')
})
afterEach(async () => {
  collector.reset()
  lines.length = 0
})
afterAll(async () => {
  await platform.close()
  await collector.close()
})

let count = 0
const made = (type: string, data: unknown = {}) => ({
  specversion: '1.0',
  id: `e${++count}`,
  source: 'test',
  type,
  data,
})
const publish = (topic: string, event: object, key = 'k') =>
  dapr('POST', `/v1.0/publish/events/${topic}?metadata.partitionKey=${key}`, event, {
    'content-type': 'application/cloudevents+json',
  })
const eventOf = ({ body }: Received) => JSON.parse(body)
const at = (app: string, url: string) => (received: Received) => received.app === app && received.url === url
const waiting = () => platform.query('select id from platform.message')

describe('an event that is published', () => {
  test('reaches each app that subscribed to it, by the route that matches, as daprd sends it', async () => {
    const event = made('order.paid', { n: 1 })
    expect(await publish('orders', event, 'p1')).toMatchObject({ status: 204, text: '' })
    const [[alpha], [beta]] = await Promise.all([
      collector.until(at('alpha', '/events')),
      collector.until(at('beta', '/events')),
    ])
    expect(alpha?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      pubsubname: 'events',
      partitionkey: 'p1',
      'dapr-api-token': platform.tokens.appApiToken,
    })
    const received = alpha && eventOf(alpha)
    expect(received).toMatchObject({ ...event, pubsubname: 'events', topic: 'orders' })
    expect(alpha?.headers.traceparent?.slice(0, 35)).toBe(received.traceparent.slice(0, 35))
    expect(beta && eventOf(beta)).toEqual(received)
  })

  test('that no rule matches takes the default route, or is not for that app', async () => {
    await publish('orders', made('order.lost'))
    await collector.until(at('alpha', '/other'))
    expect(collector.received.filter(({ app }) => app === 'beta')).toEqual([])
  })

  test('that no rule matches is a dead letter, where there is no default but dead letters, as in daprd', async () => {
    const event = made('unknown')
    await publish('strict', event)
    const [dead] = await collector.until(at('beta', '/dead'))
    expect(dead && eventOf(dead)).toMatchObject({ id: event.id, topic: 'strict' })
  })

  test('that no rule matches wakes nobody who keeps only certain dead letters; one that failed reaches them', async () => {
    collector.answer = ({ app }) => (app === 'alpha' ? { status: 404 } : {})
    await publish('owned', made('unknown'))
    const failed = made('known')
    await publish('owned', failed)
    const [dead] = await collector.until(at('beta', '/dead'))
    expect(dead && eventOf(dead).id).toBe(failed.id)
    expect(collector.received).toHaveLength(2)
  })

  test('that nobody subscribed to is taken', async () => {
    expect((await publish('nobody/cares', made('x'))).status).toBe(204)
  })

  test('in bulk is many', async () => {
    const entries = ['a', 'b'].map((entryId) => ({
      entryId,
      event: made('order.made', entryId),
      contentType: 'application/cloudevents+json',
      metadata: { partitionKey: 'z' },
    }))
    expect((await dapr('POST', '/v1.0/publish/bulk/events/orders', entries)).status).toBe(204)
    expect((await collector.until(at('alpha', '/events'), 2)).map((received) => eventOf(received).data)).toEqual([
      'a',
      'b',
    ])
    expect(
      (
        await dapr('POST', '/v1.0-alpha1/publish/bulk/events/orders', [
          { entryId: 'a', event: 'plain', contentType: 'text/plain' },
        ])
      ).status,
    ).toBe(204)
    for (const wrong of [[entries[0], entries[0]], [{ event: {} }], {}, '{bad']) {
      expect(await dapr('POST', '/v1.0/publish/bulk/events/orders', wrong)).toMatchObject({
        status: 400,
        json: { errorCode: 'ERR_PUBSUB_EVENTS_SER' },
      })
    }
  })

  test('as raw bytes is wrapped for those who asked for raw', async () => {
    await dapr('POST', '/v1.0/publish/quiet/open?metadata.rawPayload=true', { id: 6 })
    const [received] = await collector.until(at('beta', '/raw'))
    expect(received && eventOf(received)).toMatchObject({ data_base64: 'eyJpZCI6Nn0=', source: 'Dapr' })
    expect(received?.headers.rawpayload).toBe('true')
  })
})

describe('publishing that is refused', () => {
  test.each([
    ['nops/t', 'alpha', 404, 'ERR_PUBSUB_NOT_FOUND', 'pubsub nops is not found'],
    ['quiet/other', 'beta', 403, 'ERR_PUBSUB_FORBIDDEN', 'topic other is not allowed for app id beta'],
    ['quiet/guarded', 'alpha', 403, 'ERR_PUBSUB_FORBIDDEN', 'topic guarded is not allowed for app id alpha'],
  ])('to %s by %s', async (path, app, status, errorCode, message) => {
    expect(await daprOf(platform, app)('POST', `/v1.0/publish/${path}`, {})).toMatchObject({
      status,
      json: { errorCode, message },
    })
  })

  test('what calls itself a CloudEvent and is no JSON', async () => {
    const answer = await dapr('POST', '/v1.0/publish/events/orders', '{bad', {
      'content-type': 'application/cloudevents+json',
    })
    expect(answer).toMatchObject({ status: 500, json: { errorCode: 'ERR_PUBSUB_CLOUD_EVENTS_SER' } })
  })
})

describe('an event that the app does not take', () => {
  const failing = (answer: object) => {
    collector.answer = ({ url }) => (url === '/events' ? answer : {})
  }

  test('is delivered again as the policy says, then a dead letter, unchanged', async () => {
    failing({ status: 500 })
    const event = made('order.made', { keep: 'me' })
    await publish('orders', event, 'p9')
    const [dead] = await collector.until(at('beta', '/dead'))
    expect(dead && eventOf(dead)).toMatchObject({ ...event, topic: 'orders' })
    expect(dead?.headers.partitionkey).toBe('p9')
    expect(collector.received.filter(at('alpha', '/events'))).toHaveLength(3)
    expect(lines.filter((line) => line.includes('again in 0.0 s'))).toHaveLength(2)
    expect(lines.filter((line) => line.includes('dead letter to dead: answered 500'))).toHaveLength(1)
  })

  test.each([
    ['RETRY', { body: '{"status":"RETRY"}' }, 3],
    ['DROP', { body: '{"status":"DROP"}' }, 1],
    ['404', { status: 404 }, 1],
  ])('%s: %j, %d deliveries', async (_, answer, deliveries) => {
    failing(answer)
    await publish('orders', made('order.made'))
    await collector.until(at('beta', '/dead'))
    expect(collector.received.filter(at('alpha', '/events'))).toHaveLength(deliveries)
  })

  test('is delivered again when the app crashed over it, and is no dead letter if it goes well then', async () => {
    let crashes = 0
    collector.answer = () => ({ crash: crashes++ === 0 })
    await publish('orders', made('order.made', 1))
    await publish('orders', made('order.made', 2))
    const received = await collector.until(at('alpha', '/events'), 3)
    expect(received.map((one) => eventOf(one).data)).toEqual([1, 1, 2])
    expect(new Set(received.map(({ pid }) => pid)).size).toBe(2)
    expect(lines.some((line) => line.includes('crashed (killed by SIGKILL)'))).toBe(true)
  })

  test('is dropped when it has expired', async () => {
    await dapr(
      'POST',
      '/v1.0/publish/events/orders?metadata.ttlInSeconds=1',
      { ...made('order.made'), expiration: '2020-01-01T00:00:00Z' },
      { 'content-type': 'application/cloudevents+json' },
    )
    expect(await collector.until(at('alpha', '/events'))).toHaveLength(1)
  })
})

describe('order', () => {
  test('is kept for a partition key, through failures, while other keys go on', async () => {
    let failures = 2
    const held = Promise.withResolvers<void>()
    collector.answer = async (received) => {
      const { data } = eventOf(received)
      if (data === 'slow-1') await held.promise
      return data === 'slow-1' && failures-- > 0 ? { status: 500 } : {}
    }
    for (const name of ['slow-1', 'slow-2', 'slow-3']) await publish('orders', made('order.made', name), 'slow')
    for (const name of ['other-1', 'other-2']) await publish('orders', made('order.made', name), 'other')
    const data = (received: Received[]) => received.map((one) => String(eventOf(one).data))
    await collector.until((one) => one.body.includes('other-2'))
    expect(data(collector.received).filter((name) => name.startsWith('slow'))).toEqual(['slow-1'])
    held.resolve()
    await collector.until((one) => one.body.includes('slow-3'))
    expect(data(collector.received).filter((name) => name.startsWith('slow'))).toEqual([
      'slow-1',
      'slow-1',
      'slow-1',
      'slow-2',
      'slow-3',
    ])
  })

  test('leaves no more running at a time than the function takes', async () => {
    let running = 0
    let most = 0
    const full = Promise.withResolvers<void>()
    collector.answer = async () => {
      most = Math.max(most, ++running)
      if (running === 4) full.resolve()
      await full.promise
      running--
      return {}
    }
    await Promise.all(Array.from({ length: 40 }, (_, index) => publish('orders', made('order.made'), `key-${index}`)))
    await collector.until(at('alpha', '/events'), 40)
    expect(most).toBe(4)
  })
})

describe('an app that an event alone does not wake', () => {
  test('misses what happens while it is at zero, and gets it while it runs', async () => {
    expect(platform.functionPids()).not.toHaveProperty('sleeper')
    await publish('updates', made('missed'))
    await dapr('GET', '/v1.0/invoke/sleeper/method/wake')
    await publish('updates', made('seen'))
    await collector.until(at('sleeper', '/events'))
    expect(collector.received.filter(at('sleeper', '/events')).map((one) => eventOf(one).type)).toEqual(['seen'])
  })
})

test('nothing is left when all is delivered', async () => {
  await expect.poll(waiting).toEqual([])
})
