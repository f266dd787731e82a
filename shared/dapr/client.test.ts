import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withTrace } from '../function/trace.ts'
import { type DaprClient, daprClient } from './client.ts'
import { ConflictError, DaprError } from './error.ts'
import { upsert } from './state.ts'

interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

type Reply = { status?: number; headers?: Record<string, string>; body?: string } | 'silence'

let server: Server
let seen: Seen[]
let reply: Reply | ((url: string) => Reply)
let dapr: DaprClient

beforeEach(async () => {
  seen = []
  reply = { status: 204 }
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    const answer = typeof reply === 'function' ? reply(request.url ?? '') : reply
    if (answer === 'silence') return
    const json = { 'content-type': 'application/json' }
    response.writeHead(answer.status ?? 200, answer.headers ?? (answer.body ? json : {})).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  dapr = daprClient({ endpoint: `http://127.0.0.1:${port}/`, apiToken: 'token', timeoutMs: 200 })
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )

describe('every call', () => {
  test('carries the API token and the trace', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    await withTrace(traceparent, () => dapr.state.delete('k'))
    expect(seen[0]?.headers).toMatchObject({ 'dapr-api-token': 'token', traceparent })
  })

  test('that Dapr refuses rejects with its error code', async () => {
    reply = { status: 403, body: '{"errorCode":"ERR_PUBSUB_FORBIDDEN","message":"topic x is not allowed"}' }
    const error = await failure(dapr.publish('x', {}, { partitionKey: 'ann' }))
    expect(error).toBeInstanceOf(DaprError)
    expect(error).toMatchObject({ status: 403, errorCode: 'ERR_PUBSUB_FORBIDDEN' })
  })

  test('that is answered in plain text rejects with the text', async () => {
    reply = { status: 401, headers: { 'content-type': 'text/plain' }, body: 'invalid api token\n' }
    expect(await failure(dapr.state.get('k'))).toMatchObject({
      status: 401,
      message: expect.stringContaining('invalid api token'),
    })
  })

  test('that is not answered in time is given up', async () => {
    reply = 'silence'
    expect(await failure(dapr.state.get('k'))).toMatchObject({ status: 0, errorCode: 'ERR_DAPR_TIMEOUT' })
    expect(seen).toHaveLength(1)
  })

  test('to a Dapr that is not there says so', async () => {
    const away = daprClient({ endpoint: 'http://127.0.0.1:1' })
    expect(await failure(away.state.get('k'))).toMatchObject({ status: 0, errorCode: 'ERR_DAPR_UNREACHABLE' })
  })
})

describe('state', () => {
  test('is read with its etag, and null when missing', async () => {
    reply = { headers: { 'content-type': 'application/json', etag: 'e1' }, body: '{"n":1}' }
    expect(await dapr.state.get('task:a/b')).toEqual({ value: { n: 1 }, etag: 'e1' })
    expect(seen[0]?.url).toBe('/v1.0/state/state/task%3Aa%2Fb')
    reply = { status: 204 }
    expect(await dapr.state.get('k')).toBeNull()
  })

  test('of several keys is given by key, without the missing', async () => {
    const bulk = '[{"key":"b","data":2,"etag":"e2"},{"key":"c"},{"key":"a","data":1,"etag":"e1"}]'
    reply = (url) => (url.endsWith('/bulk') ? { body: bulk } : { status: 204 })
    expect([...(await dapr.state.getMany(['a', 'b', 'c']))].sort()).toEqual([
      ['a', { value: 1, etag: 'e1' }],
      ['b', { value: 2, etag: 'e2' }],
    ])
  })

  test('of several keys is not taken for missing when the database failed, though the bulk read says so', async () => {
    const failed = { status: 500, body: '{"errorCode":"ERR_STATE_GET","message":"fail to get a: unexpected EOF"}' }
    reply = (url) => (url.endsWith('/bulk') ? { body: '[{"key":"a"},{"key":"b"}]' } : failed)
    expect(await failure(dapr.state.getMany(['a', 'b']))).toMatchObject({ errorCode: 'ERR_STATE_GET' })
  })

  test('is written in a transaction with etags and first writes', async () => {
    await dapr.state.transaction([upsert('a', 1, { etag: 'e1' }), upsert('b', 2, 'absent', 60), upsert('c', 3, 'any')])
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      operations: [
        { operation: 'upsert', request: { key: 'a', value: 1, etag: 'e1', options: { concurrency: 'first-write' } } },
        {
          operation: 'upsert',
          request: { key: 'b', value: 2, options: { concurrency: 'first-write' }, metadata: { ttlInSeconds: '60' } },
        },
        { operation: 'upsert', request: { key: 'c', value: 3 } },
      ],
    })
  })

  test.each(['possible etag mismatch. error from state store', 'no item was updated'])(
    'of another etag is a conflict, though Dapr answers 500: %s',
    async (reason) => {
      reply = {
        status: 500,
        body: JSON.stringify({ errorCode: 'ERR_STATE_TRANSACTION', message: `error while …: ${reason}` }),
      }
      expect(await failure(dapr.state.transaction([]))).toBeInstanceOf(ConflictError)
    },
  )
})

test('an event is published as a CloudEvent with its partition key', async () => {
  await dapr.publish('task-events', { id: 'e1' }, { partitionKey: 'ann' })
  expect(seen[0]).toMatchObject({
    method: 'POST',
    url: '/v1.0/publish/events/task-events?metadata.partitionKey=ann',
    body: '{"id":"e1"}',
  })
  expect(seen[0]?.headers['content-type']).toBe('application/cloudevents+json')
})

test('a job is made or moved, carries its trace with its data, and goes on until it is handled', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  await withTrace(traceparent, () => dapr.jobs.schedule('reminder-1', { dueTime: '10s', data: { a: 1 } }))
  expect(seen[0]?.url).toBe('/v1.0/jobs/reminder-1')
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    dueTime: '10s',
    data: { traceparent, data: { a: 1 } },
    overwrite: true,
    failurePolicy: { constant: { interval: '5s' } },
  })
  await dapr.jobs.delete('reminder-1')
  expect(seen[1]?.method).toBe('DELETE')
})

test('a secret is read by its name', async () => {
  reply = { body: '{"database-url":"postgres://"}' }
  expect(await dapr.secret('database-url')).toBe('postgres://')
})

test('another function is called by its name', async () => {
  reply = { body: '{"ok":true}' }
  expect(await dapr.invoke('chat-api', 'x', { method: 'post', body: { a: 1 } })).toEqual({ ok: true })
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/v1.0/invoke/chat-api/method/x', body: '{"a":1}' })
})

test('a binding gives its data, and what it says of it', async () => {
  reply = { headers: { 'content-type': 'application/json', 'Metadata.rows-Affected': '2' }, body: '[[1]]' }
  expect(await dapr.bind('database', 'query', { sql: 'select 1' })).toEqual({
    data: [[1]],
    metadata: { 'rows-affected': '2' },
  })
})

test('the loaded components are told', async () => {
  reply = { body: '{"components":[{"name":"database","type":"bindings.postgresql"}]}' }
  expect((await dapr.metadata()).components).toEqual([{ name: 'database', type: 'bindings.postgresql' }])
})
