import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openScreen, type TestScreen } from '../support/screen.ts'
import { startWatchedApp, type WatchedApp } from './watched-app.ts'

let app: WatchedApp
let token: string
let screen: TestScreen

beforeAll(async () => {
  app = await startWatchedApp()
  token = await app.issuer.token('ann')
  screen = await openScreen(app.url('task-updates-to-websocket'), token)
})
afterAll(async () => {
  screen?.close()
  await app?.stop()
})

interface Trace {
  id: string
  span: string
  traceparent: string
}

function newTrace(): Trace {
  const id = randomBytes(16).toString('hex')
  const span = randomBytes(8).toString('hex')
  return { id, span, traceparent: `00-${id}-${span}-01` }
}

async function ask(
  path: string,
  body: object,
  { traceparent }: Trace,
  as = token,
): Promise<ReturnType<typeof JSON.parse>> {
  const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json', traceparent }
  const response = await fetch(app.url('chat-api') + path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.ok).toBe(true)
  return response.json()
}

const eventsOf = ({ id }: Trace) => app.wire.events.filter(({ traceparent }) => traceparent.split('-')[1] === id)
const linesOf = (name: string, { id }: Trace) => app.log(name).filter(({ traceId }) => traceId === id)

describe('from a chat message to its reminder on the screen', () => {
  const trace = newTrace()
  let taskId: string

  test('the reminder comes', async () => {
    const message = { message: 'remind me in half a minute to stretch', timeZone: 'Europe/London' }
    const { actions } = await ask('/chat', message, trace)
    expect(actions).toMatchObject([{ type: 'task.created' }])
    taskId = actions[0].task.id
    const update = await screen.saw('the reminder', ({ type }) => type === 'message')
    expect(update.message).toMatchObject({ kind: 'reminder', taskId })
  })

  test('every event on the wire is of the one trace', async () => {
    const types = await eventually('all events are seen', async () => {
      const seen = eventsOf(trace).map(({ topic, type }) => `${topic}: ${type}`)
      return seen.length >= 4 ? seen.sort() : undefined
    })
    expect(types).toEqual([
      'reminders: dev.catnap.reminder.fired.v1',
      'task-events: dev.catnap.task.created.v1',
      'task-updates: dev.catnap.notification.delivered.v1',
      'task-updates: dev.catnap.view.changed.v1',
    ])
    expect(app.wire.events).toHaveLength(types.length)
  })

  test('every daprd on the way exports spans of it, and each hangs under one that is there', async () => {
    const wanted = {
      'chat-api': ['/v1.0/publish/events/task-events'],
      'task-event-to-audit': ['pubsub/task-events'],
      'task-changed-to-search': ['pubsub/task-events', '/v1.0/publish/events/task-updates'],
      'task-changed-to-reminder': ['pubsub/task-events', '/v1.0/publish/events/reminders'],
      'reminder-fired-to-notify': ['pubsub/reminders', '/v1.0/publish/events/task-updates'],
      'task-updates-to-websocket': ['pubsub/task-updates', 'pubsub/task-updates'],
    }
    const all = Object.entries(wanted).flatMap(([name, own]) => own.map((span) => `${name} ${span}`))
    const spans = await eventually('all have sent theirs', async () => {
      const sent = app.collector.spansOf(trace.id)
      const left = sent.map(({ localEndpoint, name }) => `${localEndpoint.serviceName} ${name}`)
      const missing = all.filter((one) => {
        const at = left.indexOf(one)
        if (at >= 0) left.splice(at, 1)
        return at < 0
      })
      return missing.length === 0 ? sent : undefined
    })
    const ids = new Set([trace.span, ...spans.map(({ id }) => id)])
    expect(spans.filter(({ parentId }) => !ids.has(parentId ?? ''))).toEqual([])
  })

  test('every log line on the way says its trace id, and none says what was written', async () => {
    expect(linesOf('chat-api', trace)).toMatchObject([
      { message: 'request', method: 'POST', route: '/chat', status: 200, milliseconds: expect.any(Number) },
    ])
    const done = { outcome: 'SUCCESS' }
    expect(linesOf('task-changed-to-search', trace)).toMatchObject([{ message: 'event', ...done }])
    expect(linesOf('task-event-to-audit', trace)).toMatchObject([{ message: 'event', ...done }])
    expect(linesOf('task-changed-to-reminder', trace)).toMatchObject([
      { message: 'event', ...done },
      { message: 'job', job: expect.stringMatching(/^reminder-/), ...done },
    ])
    expect(linesOf('reminder-fired-to-notify', trace)).toMatchObject([{ message: 'event', ...done }])
    expect(linesOf('task-updates-to-websocket', trace)).toMatchObject([
      { message: 'event', type: 'dev.catnap.view.changed.v1', ...done },
      { message: 'event', type: 'dev.catnap.notification.delivered.v1', ...done },
    ])
    expect(app.output()).not.toContain('stretch')
  })

  test('every daprd counts what it delivered', async () => {
    const delivered = (name: string, topic: string) =>
      app.metric(name, 'dapr_component_pubsub_ingress_count', { topic, process_status: 'success' })
    expect(await delivered('task-changed-to-reminder', 'task-events')).toBe(1)
    expect(await delivered('task-changed-to-search', 'task-events')).toBe(1)
    expect(await delivered('reminder-fired-to-notify', 'reminders')).toBe(1)
    expect(await delivered('task-updates-to-websocket', 'task-updates')).toBe(2)
    const published = { topic: 'task-events', success: 'true' }
    expect(await app.metric('chat-api', 'dapr_component_pubsub_egress_count', published)).toBe(1)
    expect(await app.metric('task-changed-to-reminder', 'dapr_component_job_success_count', {})).toBeGreaterThan(0)
  })

  test('no metric names a task or a user', async () => {
    for (const name of ['chat-api', 'task-changed-to-reminder']) {
      const metrics = await app.metrics(name)
      expect(metrics).toContain('dapr_http_server_request_count')
      expect(metrics).not.toContain(taskId)
      expect(metrics).not.toMatch(/task:|conversation:|ann/)
    }
  })
})

test('a trace that is not sampled joins the log lines all the same, and no span is written', async () => {
  const { id, span } = newTrace()
  const trace = { id, span, traceparent: `00-${id}-${span}-00` }
  await ask('/tasks', { title: 'quiet' }, trace)
  const [line] = await eventually('it is on the screen', async () => {
    const lines = linesOf('task-updates-to-websocket', trace)
    return lines.length > 0 ? lines : undefined
  })
  expect(line).toMatchObject({ message: 'event', outcome: 'SUCCESS' })
  expect(
    eventsOf(trace)
      .map(({ topic }) => topic)
      .sort(),
  ).toEqual(['task-events', 'task-updates'])
  expect(app.collector.spansOf(id)).toEqual([])
})

describe('changes of many at the same time', () => {
  /** Each by another user, in a trace of its own. */
  async function changeAll(count: number): Promise<{ trace: Trace; taskId: string }[]> {
    const users = Array.from({ length: count }, (_, number) => `user-${number}`)
    const tokens = await Promise.all(users.map((user) => app.issuer.token(user)))
    return Promise.all(
      tokens.map(async (token) => {
        const trace = newTrace()
        return { trace, taskId: (await ask('/tasks', { title: 'water the plants' }, trace, token)).id }
      }),
    )
  }
  const idsOf = (trace: Trace) => eventsOf(trace).map(({ id }) => id)
  const expectEvents = async (changes: Awaited<ReturnType<typeof changeAll>>) => {
    for (const { trace, taskId } of changes) {
      const all = await eventually('its events are seen', async () => {
        const ids = new Set(idsOf(trace))
        return ids.size >= 2 ? [...ids].sort() : undefined
      })
      expect(all).toEqual([`${taskId}:1`, `${taskId}:1:view`])
    }
  }

  test('keep each its own trace, though their events travel together', async () => {
    await expectEvents(await changeAll(20))
  })

  test('keep it too when their events had to wait for the broker', async () => {
    await app.kafka.kill()
    const changes = await changeAll(3)
    for (const { trace } of changes) {
      expect(linesOf('chat-api', trace)).toMatchObject([
        { level: 'error', message: 'events deferred' },
        { message: 'request', route: '/tasks', status: 201 },
      ])
    }
    await app.kafka.restart()
    await expectEvents(changes)
    const job = { message: 'job', job: expect.stringMatching(/^publish-/), outcome: 'SUCCESS' }
    expect(app.log('chat-api')).toContainEqual(expect.objectContaining(job))
  })
})

test('an event that nobody can handle keeps its trace, to the dead letters', async () => {
  const trace = newTrace()
  const event = { specversion: '1.0', id: 'broken', type: 'dev.catnap.task.created.v1', source: '/test', data: {} }
  const headers = { 'content-type': 'application/cloudevents+json', traceparent: trace.traceparent }
  const { endpoint } = app.dapr('chat-api')
  await fetch(`${endpoint}/v1.0/publish/events/task-events`, { method: 'POST', headers, body: JSON.stringify(event) })
  await eventually('it is kept', async () => linesOf('event-failed-to-dead-letters', trace)[0])
  expect(linesOf('task-changed-to-search', trace)).toMatchObject([
    { level: 'error', eventId: 'broken', outcome: 'DROP' },
  ])
})
