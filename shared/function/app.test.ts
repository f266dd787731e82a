import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { ConflictError, DaprError } from '../dapr/error.ts'
import { memoryDapr } from '../dapr/fixtures/memory-dapr.ts'
import { DatabaseError } from '../database/database.ts'
import { defineEvent } from '../events/define.ts'
import { makeEvent, toWire } from '../events/envelope.ts'
import { RuleError } from '../tasks/rule-error.ts'
import { createApp } from './app.ts'
import { background } from './background.ts'
import { eventFunction, httpFunction, rawEventFunction } from './define.ts'
import { jsonLog } from './log.ts'
import { manifestOf } from './manifest.ts'
import { problems } from './problem.ts'
import { currentTraceparent } from './trace.ts'

const happened = defineEvent({
  type: 'dev.catnap.happened.v1',
  topic: 'task-events',
  description: 'Something happened',
  data: v.object({ count: v.number('must be a number') }),
})
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`

function started(handle: (count: number) => Promise<void> = async () => undefined) {
  const lines: Record<string, unknown>[] = []
  const definition = eventFunction({
    name: 'happened-to-test',
    on: [happened],
    uses: { things: { grants: { components: { state: 'read' }, publishes: ['reminders'] }, open: () => 'thing' } },
    handle: (event) => handle(event.data.count),
    jobs: { wake: { data: v.object({ count: v.number() }), handle: ({ count }) => handle(count) } },
  })
  const platform = {
    dapr: memoryDapr(),
    background: background(),
    name: definition.name,
    log: jsonLog('test', (line) => lines.push(JSON.parse(line))),
  }
  return { definition, lines, app: createApp(definition, platform, 'secret') }
}

function post(path: string, body: string, headers: Record<string, string> = {}) {
  return new Request(`http://test${path}`, {
    method: 'POST',
    body,
    headers: { 'dapr-api-token': 'secret', 'content-type': 'application/cloudevents+json', traceparent, ...headers },
  })
}

function wire(data: unknown = { count: 1 }) {
  const event = makeEvent(happened, {
    id: 'e1',
    source: '/test',
    subject: 'a',
    user: 'ann',
    time: '2026-01-01T00:00:00Z',
    data: { count: 1 },
  })
  return JSON.stringify({ ...toWire(event), data })
}

const answer = async (response: Response | Promise<Response>) => (await response).json()

describe('an event', () => {
  test('that is handled is answered with SUCCESS and logged on one line', async () => {
    const { app, lines } = started()
    expect(await answer(app.fetch(post('/events', wire())))).toEqual({ status: 'SUCCESS' })
    expect(lines).toMatchObject([
      {
        level: 'info',
        message: 'event',
        eventId: 'e1',
        type: happened.type,
        traceId,
        outcome: 'SUCCESS',
      },
    ])
    expect(lines[0]?.milliseconds).toBeTypeOf('number')
  })

  test('whose handler fails is to be delivered again', async () => {
    const { app, lines } = started(() => Promise.reject(new DaprError(0, 'ERR_DAPR_UNREACHABLE', 'no')))
    expect(await answer(app.fetch(post('/events', wire())))).toEqual({ status: 'RETRY' })
    expect(lines).toMatchObject([{ level: 'error', outcome: 'RETRY', reason: 'ERR_DAPR_UNREACHABLE: no' }])
  })

  test('that breaks its schema is dropped, to the dead letters, with the reason in the log', async () => {
    const { app, lines } = started()
    expect(await answer(app.fetch(post('/events', wire({ count: 'x' }))))).toEqual({ status: 'DROP' })
    expect(lines).toMatchObject([{ eventId: 'e1', outcome: 'DROP', reason: 'data.count: must be a number' }])
  })

  test.each([undefined, '', 'wrong', 'secret2'])('from someone with the token %j is refused', async (token) => {
    const { app } = started(() => Promise.reject(new Error('must not be called')))
    const request = post('/events', wire())
    if (token === undefined) request.headers.delete('dapr-api-token')
    else request.headers.set('dapr-api-token', token)
    expect((await app.fetch(request)).status).toBe(401)
  })

  test('is handled within its own trace, or a new one', async () => {
    const seen: (string | undefined)[] = []
    const { app } = started(async () => void seen.push(currentTraceparent()))
    await app.fetch(post('/events', wire()))
    await app.fetch(post('/events', wire(), { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` }))
    expect(seen[0]).toBe(traceparent)
    expect(seen[1]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
    expect(seen[1]).not.toMatch(/^00-0{32}/)
  })
})

describe('a job', () => {
  const job = (data: unknown) => JSON.stringify({ traceparent, data })

  test('reaches the handler of its prefix with its data, in the trace that set it', async () => {
    const seen: unknown[] = []
    const { app, lines } = started(async (count) => void seen.push(count, currentTraceparent()))
    // daprd's callback names no trace, or one of its own.
    const callback = post('/job/wake-7', job({ count: 7 }), {
      traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
    })
    expect((await app.fetch(callback)).status).toBe(200)
    expect(seen).toEqual([7, traceparent])
    expect(lines).toMatchObject([{ message: 'job', job: 'wake-7', traceId, outcome: 'SUCCESS' }])
  })

  test.each([
    ['that fails', '/job/wake-7', job({ count: 7 })],
    ['with data of another shape', '/job/wake-7', job({})],
    ['without an envelope', '/job/wake-7', '{"count":7}'],
    ['that is not even JSON', '/job/wake-7', '{'],
    ['that nobody knows', '/job/other-1', job({})],
  ])('%s is answered so that Dapr tries again, never with 404', async (_, path, body) => {
    const { app } = started(() => Promise.reject(new Error('no')))
    expect((await app.fetch(post(path, body))).status).toBe(500)
  })

  test('that fails says why in its trace', async () => {
    const { app, lines } = started(() => Promise.reject(new Error('no')))
    await app.fetch(post('/job/wake-7', job({ count: 7 })))
    expect(lines).toMatchObject([{ level: 'error', job: 'wake-7', traceId, outcome: 'RETRY', reason: 'no' }])
  })
})

describe('an HTTP function', () => {
  const asked = async (path: string, error?: unknown) => {
    const definition = httpFunction({
      name: 'http',
      uses: {},
      routes(app) {
        app.get('/', () => Promise.reject(error))
        app.get('/tasks/:id', (context) => context.text('found'))
      },
    })
    const lines: Record<string, unknown>[] = []
    const log = jsonLog('http', (line) => lines.push(JSON.parse(line)))
    const app = createApp(definition, { dapr: memoryDapr(), background: background(), name: 'http', log })
    const response = await app.fetch(new Request(`http://test${path}`, { headers: { traceparent } }))
    return { response, lines }
  }
  const failing = async (error: unknown) => (await asked('/', error)).response

  test.each([
    [new RuleError({ field: 'title', rule: 'must not be empty' }), 400, 'title must not be empty'],
    [problems.stale(), 412, 'If-Match'],
    [new ConflictError(500, 'ERR_STATE_TRANSACTION', 'possible etag mismatch'), 409, 'try again'],
    [new DaprError(0, 'ERR_DAPR_UNREACHABLE', 'secret address'), 503, 'does not answer just now'],
    [new DatabaseError('secret address'), 503, 'does not answer just now'],
    [new DatabaseError('secret', { sqlState: '57P03' }), 503, 'does not answer just now'],
    [new DatabaseError('secret', { sqlState: '42703' }), 500, 'the log says why'],
    [new Error('secret'), 500, 'the log says why'],
  ])('answers %s with a problem document', async (error, status, detail) => {
    const response = await failing(error)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const problem = await response.text()
    expect(problem).toContain(detail)
    expect(problem).not.toContain('secret')
  })

  test('writes one line for each request, without what the user wrote', async () => {
    const { lines } = await asked('/tasks/my-secret-plan?q=my-secret-wish')
    expect(lines).toEqual([
      {
        time: expect.any(String),
        level: 'info',
        function: 'http',
        message: 'request',
        traceId,
        method: 'GET',
        route: '/tasks/:id',
        status: 200,
        milliseconds: expect.any(Number),
      },
    ])
  })

  test.each([
    [new Error('the reason'), { level: 'error', status: 500, reason: 'the reason' }],
    [new DaprError(0, 'ERR_X', 'the reason'), { level: 'error', status: 503, reason: 'ERR_X: the reason' }],
    [new RuleError({ field: 'title', rule: 'must not be empty' }), { level: 'info', status: 400 }],
  ])('says why it answered %s, where the fault is ours', async (error, line) => {
    const { lines } = await asked('/', error)
    expect(lines).toMatchObject([{ message: 'request', route: '/', traceId, ...line }])
    expect('reason' in (lines[0] ?? {})).toBe('reason' in line)
  })

  test('writes no line for a probe, or for what daprd asks at its start', async () => {
    for (const path of ['/healthz', '/dapr/config', '/dapr/subscribe']) {
      const { response, lines } = await asked(path)
      expect([path, response.ok, lines]).toEqual([path, true, []])
    }
  })

  test('answers an unknown address with a problem document', async () => {
    const { app } = started()
    const response = await app.fetch(new Request('http://test/nowhere'))
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  })
})

test('a raw event function takes what cannot be parsed', async () => {
  const bodies: string[] = []
  const definition = rawEventFunction({
    name: 'raw',
    topic: 'dead-letters',
    uses: {},
    handle: async ({ body }) => void bodies.push(body),
  })
  const app = createApp(definition, {
    dapr: memoryDapr(),
    background: background(),
    name: 'raw',
    log: jsonLog('raw', () => undefined),
  })
  expect(await answer(app.fetch(post('/events', '{bad')))).toEqual({ status: 'SUCCESS' })
  expect(bodies).toEqual(['{bad'])
})

test('the manifest says what a function needs, without starting it', () => {
  expect(manifestOf(started().definition)).toEqual({
    name: 'happened-to-test',
    kind: 'event',
    subscriptions: [{ topic: 'task-events', types: [happened.type] }],
    jobs: false,
    publishes: ['reminders'],
    components: { events: 'read-write', state: 'read' },
    secrets: [],
    wake: true,
    concurrency: 20,
  })
})
