import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daprOf, fixturePlatform } from '../fixtures/platform.ts'
import type { Platform } from '../platform.ts'

let platform: Platform
let dapr: ReturnType<typeof daprOf>
beforeAll(async () => {
  platform = await fixturePlatform()
  dapr = daprOf(platform, 'alpha')
})
afterAll(() => platform.close())

const save = (items: object[]) => dapr('POST', '/v1.0/state/state', items)
const read = (key: string) => dapr('GET', `/v1.0/state/state/${key}`)
const etagOf = async (key: string) => String((await read(key)).headers.get('etag'))
const STALE = '00000000-0000-4000-8000-000000000000'
const mismatch = 'failed saving state in state store state: possible etag mismatch. error from state store'

describe('saving and reading', () => {
  test('gives the value back as JSON, with an etag that each write changes', async () => {
    expect(await save([{ key: 'k1', value: { n: 1 } }])).toMatchObject({ status: 204, text: '' })
    const first = await read('k1')
    expect(first).toMatchObject({ status: 200, json: { n: 1 } })
    expect(first.headers.get('content-type')).toBe('application/json')
    expect(first.headers.get('etag')).toMatch(/^[0-9a-f-]{36}$/)
    await dapr('PUT', '/v1.0/state/state', [{ key: 'k1', value: { n: 2 } }])
    expect(await etagOf('k1')).not.toBe(first.headers.get('etag'))
  })

  test.each([
    ['str', '"str"'],
    [null, 'null'],
    [[1], '[1]'],
  ])('%j is %s', async (value, text) => {
    await save([{ key: 'plain', value }])
    expect(await read('plain')).toMatchObject({ status: 200, text })
  })

  test('a missing key is 204 without etag', async () => {
    const missing = await read('nope')
    expect([missing.status, missing.text, missing.headers.get('etag')]).toEqual([204, '', null])
  })

  test('a key with a slash must be escaped', async () => {
    await save([{ key: 'p/q r', value: 1 }])
    expect(await read('p%2Fq%20r')).toMatchObject({ status: 200, text: '1' })
    expect(await read('p/q')).toMatchObject({ status: 404, json: { errorCode: 'ERR_DIRECT_INVOKE' } })
  })

  test('what has a time to live says when it ends, and is gone then', async () => {
    await save([{ key: 'brief', value: 1, metadata: { ttlInSeconds: '100' } }])
    expect((await read('brief')).headers.get('metadata.ttlexpiretime')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    await platform.query(`update state set expires_at = now() where key = 'brief'`)
    expect((await read('brief')).status).toBe(204)
    expect((await save([{ key: 'brief', value: 2, options: { concurrency: 'first-write' } }])).status).toBe(204)
    expect((await save([{ key: 'brief', value: 1, metadata: { ttlInSeconds: 'x' } }])).status).toBe(500)
  })

  test('bulk gives what is there', async () => {
    await save([
      { key: 'b1', value: { n: 3 } },
      { key: 'b2', value: 'str' },
    ])
    const { status, json } = await dapr('POST', '/v1.0/state/state/bulk', {
      keys: ['b1', 'b2', 'nope'],
      parallelism: 2,
    })
    expect([status, json]).toEqual([
      200,
      [
        { key: 'b1', data: { n: 3 }, etag: expect.any(String) },
        { key: 'b2', data: 'str', etag: expect.any(String) },
        { key: 'nope' },
      ],
    ])
  })
})

describe('a write that expects something', () => {
  test('passes with the etag that is there', async () => {
    await save([{ key: 'e', value: 1 }])
    expect((await save([{ key: 'e', value: 2, etag: await etagOf('e') }])).status).toBe(204)
    expect((await save([{ key: 'e', value: 3, etag: '' }])).status).toBe(204)
  })

  test.each([
    ['a stale etag', { key: 'e', value: 1, etag: STALE }, 409, mismatch],
    ['an etag of a key that is not there', { key: 'none', value: 1, etag: STALE }, 409, mismatch],
    ['an etag that is none', { key: 'e', value: 1, etag: 'bad' }, 409, `${mismatch}: invalid UUID length: 3`],
    [
      'first-write on a key that is there',
      { key: 'e', value: 1, options: { concurrency: 'first-write' } },
      500,
      'failed saving state in state store state: no item was updated',
    ],
  ])('%s', async (_, item, status, message) => {
    await save([{ key: 'e', value: 1 }])
    expect(await save([item])).toMatchObject({ status, json: { errorCode: 'ERR_STATE_SAVE', message } })
  })

  test('first-write makes a new key', async () => {
    expect((await save([{ key: 'fresh', value: 1, options: { concurrency: 'first-write' } }])).status).toBe(204)
  })

  test('of two items one that is refused does not keep back the other', async () => {
    await save([{ key: 'x1', value: 1 }])
    expect(
      (
        await save([
          { key: 'x1', value: 2, etag: STALE },
          { key: 'x2', value: 2 },
        ])
      ).status,
    ).toBe(409)
    expect([(await read('x1')).json, (await read('x2')).json]).toEqual([1, 2])
  })
})

describe('deleting', () => {
  const remove = (key: string, headers = {}) => dapr('DELETE', `/v1.0/state/state/${key}`, undefined, headers)

  test('succeeds, also when there is nothing', async () => {
    await save([{ key: 'd', value: 1 }])
    expect([(await remove('d')).status, (await remove('d')).status, (await read('d')).status]).toEqual([204, 204, 204])
  })

  test('with If-Match only if it is so', async () => {
    await save([{ key: 'd', value: 1 }])
    const message = 'failed deleting state with key d: possible etag mismatch. error from state store'
    for (const stale of [STALE, `"${STALE}"`]) {
      expect(await remove('d', { 'if-match': stale })).toMatchObject({
        status: 409,
        json: { errorCode: 'ERR_STATE_DELETE', message },
      })
    }
    expect((await remove('d', { 'if-match': `"${await etagOf('d')}"` })).status).toBe(204)
    expect((await remove('d', { 'if-match': STALE })).status).toBe(409)
  })
})

describe('a transaction', () => {
  const transact = (operations: unknown) => dapr('POST', '/v1.0/state/state/transaction', { operations })
  const upsert = (request: object) => ({ operation: 'upsert', request })

  test('does all of it', async () => {
    await save([{ key: 't2', value: 1 }])
    expect(
      (await transact([upsert({ key: 't1', value: 1 }), { operation: 'delete', request: { key: 't2' } }])).status,
    ).toBe(204)
    expect([(await read('t1')).status, (await read('t2')).status]).toEqual([200, 204])
    expect((await transact([])).status).toBe(204)
  })

  test.each([
    [
      'a stale etag',
      { key: 't3', value: 2, etag: STALE },
      'error while executing state transaction: possible etag mismatch. error from state store',
    ],
    [
      'a first write that is none',
      { key: 't3', value: 2, options: { concurrency: 'first-write' } },
      'error while executing state transaction: no item was updated',
    ],
  ])('does nothing of it with %s, and answers 500', async (_, request, message) => {
    await save([{ key: 't3', value: 1 }])
    expect(await transact([upsert({ key: 't4', value: 1 }), upsert(request)])).toMatchObject({
      status: 500,
      json: { errorCode: 'ERR_STATE_TRANSACTION', message },
    })
    expect([(await read('t3')).json, (await read('t4')).status]).toEqual([1, 204])
  })

  test('knows two operations', async () => {
    expect(await transact([{ operation: 'foo', request: { key: 'x' } }])).toMatchObject({
      status: 400,
      json: { errorCode: 'ERR_NOT_SUPPORTED_STATE_OPERATION', message: 'operation type foo not supported' },
    })
  })
})

test('what the database cannot take is an error of the store', async () => {
  expect(await read('zero%00')).toMatchObject({ status: 500, json: { errorCode: 'ERR_STATE_GET' } })
  expect(await save([{ key: 'zero\u0000', value: 1 }])).toMatchObject({
    status: 500,
    json: { errorCode: 'ERR_STATE_SAVE' },
  })
  expect(await dapr('DELETE', '/v1.0/state/state/zero%00')).toMatchObject({
    status: 500,
    json: { errorCode: 'ERR_STATE_DELETE' },
  })
})

describe('what is refused', () => {
  test.each([
    ['an empty body', '/v1.0/state/state', '', 'EOF'],
    [
      'an object in place of a list',
      '/v1.0/state/state',
      '{}',
      'json: cannot unmarshal object into Go value of type []state.SetRequest',
    ],
    ['broken JSON', '/v1.0/state/state', '[{', ''],
    ['an empty key', '/v1.0/state/state', '[{"key":""}]', '"key" is a required field'],
    ['bulk without an object', '/v1.0/state/state/bulk', '[]', 'json: cannot unmarshal array'],
  ])('%s', async (_, path, body, message) => {
    expect(await dapr('POST', path, body)).toMatchObject({
      status: 400,
      json: { errorCode: 'ERR_MALFORMED_REQUEST', message: expect.stringContaining(message) },
    })
  })

  test('a key with ||', async () => {
    expect(await save([{ key: 'a||b', value: 1 }])).toMatchObject({
      status: 400,
      json: {
        message: expect.stringContaining("can't contain '||'"),
        details: [{}, {}, { reason: 'DAPR_STATE_ILLEGAL_KEY', domain: 'dapr.io' }],
      },
    })
  })

  test('a store that is not there, or not for this app', async () => {
    const error = {
      errorCode: 'ERR_STATE_STORE_NOT_FOUND',
      details: [{ reason: 'DAPR_STATE_NOT_FOUND', metadata: { appID: 'alpha' } }],
    }
    for (const store of ['nostore', 'private']) {
      expect(await dapr('GET', `/v1.0/state/${store}/k`)).toMatchObject({
        status: 400,
        json: { ...error, message: `state store ${store} is not found` },
      })
    }
    expect((await daprOf(platform, 'beta')('GET', '/v1.0/state/private/k')).status).toBe(204)
  })

  test('a query', async () => {
    expect(await dapr('POST', '/v1.0-alpha1/state/state/query', {})).toMatchObject({
      status: 500,
      json: { errorCode: 'ERR_STATE_STORE_NOT_SUPPORTED' },
    })
  })
})

test('keys carry the prefix that the component says', async () => {
  const beta = daprOf(platform, 'beta')
  for (const store of ['state', 'own', 'private'])
    await beta('POST', `/v1.0/state/${store}`, [{ key: 'same', value: store }])
  const rows = await platform.query(
    `select key, convert_from(value, 'utf8') as value from state where key like '%same' order by key`,
  )
  expect(rows).toEqual([
    { key: 'beta||same', value: '"own"' },
    { key: 'private||same', value: '"private"' },
    { key: 'same', value: '"state"' },
  ])
  expect((await dapr('GET', '/v1.0/state/own/same')).status).toBe(204)
})
