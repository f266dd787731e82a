import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call } from '../fixtures/call.ts'
import { type Collector, createCollector } from '../fixtures/collector.ts'
import { daprOf, fixturePlatform } from '../fixtures/platform.ts'
import type { Platform } from '../platform.ts'

let platform: Platform
let collector: Collector
let dapr: ReturnType<typeof daprOf>
let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'catnap-test-'))
  await writeFile(join(data, 'secrets.json'), JSON.stringify({ plain: 'v1', nested: { user: 'u', password: 'p' } }))
  collector = await createCollector()
  platform = await fixturePlatform({ data })
  dapr = daprOf(platform, 'alpha')
})
beforeEach(() => collector.reset())
afterAll(async () => {
  await platform.close()
  await collector.close()
  await rm(data, { recursive: true })
})

describe('the API token', () => {
  test.each([{}, { 'dapr-api-token': 'wrong' }, { authorization: 'Bearer x' }])(
    'is needed: %j is refused',
    async (headers) => {
      const {
        status,
        text,
        headers: answer,
      } = await call(`${platform.daprUrl('alpha')}/v1.0/metadata`, 'GET', undefined, headers)
      expect([status, text, answer.get('content-type'), answer.get('traceparent')]).toEqual([
        401,
        'invalid api token\n',
        'text/plain; charset=utf-8',
        null,
      ])
    },
  )

  test('is not needed to ask for health', async () => {
    for (const path of ['healthz', 'healthz/outbound', 'healthz?appid=alpha']) {
      expect(await call(`${platform.daprUrl('alpha')}/v1.0/${path}`)).toMatchObject({ status: 204, text: '' })
    }
    expect(await call(`${platform.daprUrl('alpha')}/v1.0/healthz?appid=zzz`)).toMatchObject({
      status: 500,
      json: { errorCode: 'ERR_HEALTH_APPID_NOT_MATCH' },
    })
  })
})

describe('every answer', () => {
  test('carries the trace of the caller, one step on', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const { headers } = await dapr('GET', '/v1.0/metadata', undefined, { traceparent, tracestate: 'a=b' })
    expect(headers.get('traceparent')).toMatch(
      /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/,
    )
    expect(headers.get('tracestate')).toBe('a=b')
    expect((await dapr('GET', '/v1.0/state/nostore/x')).headers.get('traceparent')).toMatch(/^00-/)
  })

  test.each([
    ['GET', '/v1.0/nothing'],
    ['GET', '/'],
    ['GET', '/v1.0/publish/events/t'],
    ['POST', '/v1.0/publish/events'],
    ['PUT', '/v1.0/jobs/x'],
    ['GET', '/v1.0/jobs'],
    ['GET', '/v1.0/bindings/database'],
    ['POST', '/v1.0/secrets/secrets/x'],
    ['OPTIONS', '/v1.0/state/state'],
    ['GET', '/v1.0/state/state/%E0%A4%A'],
  ])('to %s %s is 404, as for all that is not known', async (method, path) => {
    expect(await dapr(method, path)).toMatchObject({
      status: 404,
      json: {
        errorCode: 'ERR_DIRECT_INVOKE',
        message: 'failed getting app id either from the URL path or the header dapr-app-id',
      },
    })
  })

  test('to too large a body is 400', async () => {
    expect(await dapr('POST', '/v1.0/state/state', 'x'.repeat(4 * 1024 * 1024 + 1))).toMatchObject({
      status: 400,
      json: { errorCode: 'ERR_MALFORMED_REQUEST', message: 'stream too large' },
    })
  })

  test.each([
    ['lock/x', 500, 'ERR_LOCK_STORE_NOT_CONFIGURED'],
    ['configuration/x', 500, 'ERR_CONFIGURATION_STORE_NOT_CONFIGURED'],
    ['conversation/x', 400, 'ERR_CONVERSATION_NOT_FOUND'],
    ['actors/x', 500, 'ERR_ACTOR_INVOKE_METHOD'],
  ])('to %s says that it is not configured', async (path, status, errorCode) => {
    expect(await dapr('POST', `/v1.0/${path}`, {})).toMatchObject({ status, json: { errorCode } })
  })
})

describe('metadata', () => {
  test('lists the components that the app sees, and its subscriptions', async () => {
    const { json } = await dapr('GET', '/v1.0/metadata')
    expect(json).toMatchObject({
      id: 'alpha',
      runtimeVersion: '1.18.2',
      subscriptions: [
        {
          pubsubname: 'events',
          topic: 'orders',
          rules: [{ match: expect.any(String), path: '/events' }, { path: '/other' }],
          deadLetterTopic: 'dead',
          type: 'DECLARATIVE',
        },
        { topic: 'strict' },
        { topic: 'owned' },
      ],
    })
    expect(Object(json).components).toContainEqual({
      name: 'database',
      type: 'bindings.postgresql',
      version: 'v1',
      capabilities: ['OUTPUT_BINDING'],
    })
    expect(Object(json).components).not.toContainEqual(expect.objectContaining({ name: 'private' }))
  })

  test('can be added to', async () => {
    expect((await dapr('PUT', '/v1.0/metadata/mykey', 'mine')).status).toBe(204)
    expect((await dapr('GET', '/v1.0/metadata')).json).toMatchObject({ extended: { mykey: 'mine' } })
  })
})

describe('secrets', () => {
  test.each([
    ['plain', { plain: 'v1' }],
    ['nested:user', { 'nested:user': 'u' }],
    [
      'bulk',
      { plain: { plain: 'v1' }, 'nested:user': { 'nested:user': 'u' }, 'nested:password': { 'nested:password': 'p' } },
    ],
  ])('%s', async (key, json) =>
    expect(await dapr('GET', `/v1.0/secrets/secrets/${key}`)).toMatchObject({ status: 200, json }),
  )

  test('one that is not there, and a store that is not', async () => {
    expect(await dapr('GET', '/v1.0/secrets/secrets/nope')).toMatchObject({
      status: 500,
      json: { errorCode: 'ERR_SECRET_GET', message: expect.stringContaining('secret nope not found') },
    })
    expect(await dapr('GET', '/v1.0/secrets/nostore/x')).toMatchObject({
      status: 401,
      json: { errorCode: 'ERR_SECRET_STORE_NOT_FOUND' },
    })
  })
})

describe('calling another app', () => {
  test('wakes it, and passes request and answer on', async () => {
    collector.answer = () => ({ status: 418, headers: { 'x-own': 'y', 'content-type': 'text/plain' }, body: 'tea' })
    const answer = await dapr('PUT', '/v1.0/invoke/beta.default/method/a%2Fb/c?q=1', 'body', {
      'content-type': 'text/x',
      authorization: 'Bearer t',
      'user-agent': 'me',
    })
    expect(answer).toMatchObject({ status: 418, text: 'tea' })
    expect([answer.headers.get('x-own'), answer.headers.get('content-type')]).toEqual(['y', 'text/plain'])
    expect(collector.received).toMatchObject([
      {
        app: 'beta',
        method: 'PUT',
        url: '/a/b/c?q=1',
        body: 'body',
        headers: {
          authorization: 'Bearer t',
          'user-agent': 'me',
          'content-type': 'text/x',
          'dapr-caller-app-id': 'alpha',
          'dapr-callee-app-id': 'beta',
          'dapr-caller-namespace': 'default',
          'dapr-api-token': platform.tokens.appApiToken,
          traceparent: expect.stringMatching(/^00-/),
        },
      },
    ])
  })

  test('by header too; itself without the marks of a stranger', async () => {
    expect((await dapr('GET', '/some/path?x=1', undefined, { 'dapr-app-id': 'alpha' })).status).toBe(200)
    expect(collector.received).toMatchObject([{ app: 'alpha', url: '/some/path?x=1' }])
    expect(collector.received[0]?.headers).not.toHaveProperty('dapr-caller-app-id')
  })

  test('one that is not there, and one that does not start, are errors', async () => {
    expect(await dapr('GET', '/v1.0/invoke/nosuch/method/x')).toMatchObject({
      status: 500,
      json: {
        errorCode: 'ERR_DIRECT_INVOKE',
        message: 'failed to invoke, id: nosuch, err: no host found with the given ID',
      },
    })
    expect(await dapr('GET', '/v1.0/invoke/broken/method/x')).toMatchObject({
      status: 500,
      json: { errorCode: 'ERR_DIRECT_INVOKE' },
    })
  })
})

test('tokens, the signing key and the addresses are for their owner alone', async () => {
  for (const name of ['tokens.json', 'issuer-key.json', 'platform.json']) {
    expect((await stat(join(data, name))).mode & 0o777).toBe(0o600)
  }
})
