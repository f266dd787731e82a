import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upsert } from '../../shared/dapr/state.ts'
import { allFunctions, type InProcessApp, inProcess } from '../../tests/in-process/app.ts'
import { type TestIssuer, testIssuer } from '../../tests/in-process/issuer.ts'

let issuer: TestIssuer
let app: InProcessApp
let token: string

beforeAll(async () => {
  issuer = await testIssuer()
  Object.assign(process.env, issuer.settings)
  app = await inProcess(await allFunctions())
  token = await issuer.token('ann')
})
afterAll(async () => {
  issuer.close()
  await app.close()
})

interface Options {
  as?: string
  body?: unknown
  raw?: string
  headers?: Record<string, string>
}

async function send(method: string, path: string, { as = token, body, raw, headers = {} }: Options = {}) {
  const response = await app.app('chat-api').fetch(
    new Request(`http://test${path}`, {
      method,
      headers: { ...(as && { authorization: `Bearer ${as}` }), 'content-type': 'application/json', ...headers },
      ...(raw !== undefined && { body: raw }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) }
}

const create = async (body: Record<string, unknown>) => {
  const answer = await send('POST', '/tasks', { body })
  expect(answer.status).toBe(201)
  return answer.body
}

describe('a task', () => {
  test('is created with its defaults, and is where Location says', async () => {
    const { status, headers, body } = await send('POST', '/tasks', { body: { title: '  buy milk ' } })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      title: 'buy milk',
      status: 'open',
      priority: 'medium',
      tags: [],
      version: 1,
      dueAt: null,
    })
    expect(headers.get('etag')).toBe('"1"')
    expect((await send('GET', headers.get('location') ?? '')).body).toEqual(body)
  })

  test('is found by its maker at once', async () => {
    const task = await create({ title: 'buy printer paper', tags: ['Office'] })
    const { body } = await send('GET', '/tasks?q=printers&tag=office')
    expect(body.items).toEqual([task])
  })

  test('is changed in the fields that are named, and only if it is in the version that If-Match names', async () => {
    const task = await create({ title: 'write report' })
    const changed = await send('PATCH', `/tasks/${task.id}`, {
      body: { priority: 'high' },
      headers: { 'if-match': '"1"' },
    })
    expect(changed.body).toEqual({ ...task, priority: 'high', version: 2, updatedAt: changed.body.updatedAt })
    const stale = await send('PATCH', `/tasks/${task.id}`, { body: { title: 'x' }, headers: { 'if-match': '"1"' } })
    expect(stale.status).toBe(412)
    expect((await send('GET', `/tasks/${task.id}`)).body.title).toBe('write report')
  })

  test('is completed and reopened, and a second click changes nothing', async () => {
    const { id } = await create({ title: 'click twice' })
    for (const [path, status, version] of [
      ['complete', 'done', 2],
      ['complete', 'done', 2],
      ['reopen', 'open', 3],
      ['reopen', 'open', 3],
    ] as const) {
      expect((await send('POST', `/tasks/${id}/${path}`)).body).toMatchObject({ status, version })
    }
  })

  test('that was deleted is gone', async () => {
    const { id } = await create({ title: 'delete me' })
    expect((await send('DELETE', `/tasks/${id}`)).status).toBe(204)
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/complete'],
      ['GET', '/occurrences'],
    ] as const) {
      expect((await send(method, `/tasks/${id}${path}`)).status, path).toBe(404)
    }
  })

  test('shows its coming dates', async () => {
    const task = await create({
      title: 'pay rent',
      dueAt: '2099-01-01T09:00:00Z',
      recurrence: { rule: 'FREQ=MONTHLY;COUNT=4' },
    })
    const { body } = await send('GET', `/tasks/${task.id}/occurrences`)
    expect(body.items).toEqual(['01', '02', '03', '04'].map((month) => `2099-${month}-01T09:00:00Z`))
  })

  test('made twice with one Idempotency-Key is one', async () => {
    const request = { body: { title: 'only once' }, headers: { 'idempotency-key': 'abc' } }
    const [first, second] = [await send('POST', '/tasks', request), await send('POST', '/tasks', request)]
    expect([second.status, second.body.id]).toEqual([201, first.body.id])
    const twins = await Promise.all(
      [1, 2, 3].map(() => send('POST', '/tasks', { ...request, headers: { 'idempotency-key': 'twin' } })),
    )
    expect(new Set(twins.map(({ body }) => body.id)).size).toBe(1)
    expect((await send('POST', '/tasks', { ...request, body: { title: 'another' } })).status).toBe(422)
  })
})

describe('bad input is refused with the field and the rule', () => {
  const recurrence = (rule: string) => ({ title: 'x', dueAt: '2099-01-01T09:00:00Z', recurrence: { rule } })
  test.each([
    ['no title', {}, 'title', /required/],
    ['an empty title', { title: '  ' }, 'title', /must not be empty/],
    ['a title of 201 characters', { title: 'x'.repeat(201) }, 'title', /at most 200/],
    ['an unknown field', { title: 'x', colour: 'red' }, 'colour', /not a known field/],
    ['a sixth tag', { title: 'x', tags: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'tags', /at most 5/],
    ['a tag of 31 characters', { title: 'x', tags: ['y'.repeat(31)] }, 'tags.0', /at most 30/],
    ['a date that does not exist', { title: 'x', dueAt: '2026-02-30T09:00:00Z' }, 'dueAt', /existing date/],
    ['a date without an offset', { title: 'x', dueAt: '2026-02-03T09:00:00' }, 'dueAt', /offset/],
    ['a wrong time zone', { title: 'x', timeZone: 'Mars/Olympus' }, 'timeZone', /IANA/],
    ['a priority that is none', { title: 'x', priority: 'urgent' }, 'priority', /low, medium or high/],
    ['a rule that is none', recurrence('often'), 'recurrence.rule', /RFC 5545/],
    ['a rule that never occurs', recurrence('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), 'recurrence.rule', /never/],
    ['a reminder without a date', { title: 'x', remindBefore: [10] }, 'remindBefore', /dueAt/],
    [
      'half a minute',
      { title: 'x', dueAt: '2099-01-01T09:00:00Z', remindBefore: [0.5] },
      'remindBefore.0',
      /whole minutes/,
    ],
    ['not an object', [], 'title', /required/],
  ])('%s', async (_, body, field, rule) => {
    const answer = await send('POST', '/tasks', { body })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({ status: 400, errors: [{ field, rule: expect.stringMatching(rule) }] })
  })

  test.each([
    ['malformed JSON', '{"title":', 400, /not JSON/],
    ['an empty body', '', 400, /empty/],
    ['an oversized body', JSON.stringify({ title: 'x'.repeat(70_000) }), 413, /at most 65536 bytes/],
  ])('%s', async (_, raw, status, detail) => {
    const answer = await send('POST', '/tasks', { raw })
    expect(answer).toMatchObject({ status, body: { status, detail: expect.stringMatching(detail) } })
  })

  test.each([
    ['sort=colour', 'sort'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['status=gone', 'status'],
    ['cursor=xyz', 'cursor'],
    ['dueAfter=yesterday', 'dueAfter'],
    ['colour=red', 'colour'],
  ])('GET /tasks?%s', async (query, field) => {
    const answer = await send('GET', `/tasks?${query}`)
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } })
  })

  test.each([
    ['a task id that is none', 'GET', '/tasks/1', 404],
    ['a conversation of nobody', 'GET', '/chat/1', 404],
    ['a message that is empty', 'POST', '/chat', 400],
  ])('%s', async (_, method, path, status) => {
    const body = method === 'POST' ? { body: { message: ' ', timeZone: 'UTC' } } : {}
    expect((await send(method, path, body)).status).toBe(status)
  })

  test('a key that is no key', async () => {
    const answer = await send('POST', '/tasks', {
      body: { title: 'x' },
      headers: { 'idempotency-key': 'x'.repeat(200) },
    })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } })
  })
})

describe('without a valid token', () => {
  test.each([
    ['none', async () => ''],
    ['not a token', async () => 'abc'],
    ['an expired one', () => issuer.token('ann', { expires: '-1h' })],
    ['one for another audience', () => issuer.token('ann', { audience: 'other' })],
    ['one of another issuer', () => issuer.token('ann', { issuer: 'https://other.test' })],
    ['one for a user id that could break keys', () => issuer.token('ann:bob')],
  ])('(%s) nothing is answered but 401', async (_, make) => {
    const as = await make()
    for (const path of ['/tasks', '/tasks/1', '/chat', '/chat/1']) {
      const answer = await send('GET', path, { as })
      expect([path, answer.status, answer.headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer'])
    }
  })
})

describe('the chat', () => {
  const say = async (message: string, as = token) =>
    (await send('POST', '/chat', { as, body: { message, timeZone: 'Europe/London' } })).body

  test('makes tasks of words, and keeps what was said', async () => {
    const as = await issuer.token('carol')
    const { actions, conversationId, reply } = await say('add call mum tomorrow at 3pm', as)
    expect(actions).toMatchObject([{ type: 'task.created', task: { title: 'call mum' } }])
    const { body } = await send('GET', `/chat/${conversationId}`, { as })
    expect(body.items).toMatchObject([
      { from: 'user', text: 'add call mum tomorrow at 3pm' },
      { from: 'catnap', text: reply },
    ])
  })

  test('remembers the conversation between messages', async () => {
    const as = await issuer.token('dave')
    await say('add dentist tomorrow at 3pm', as)
    const { actions } = await say('actually make it 4pm', as)
    expect(actions).toMatchObject([{ type: 'task.updated', task: { title: 'dentist' } }])
  })

  test('understands two messages at once one after the other', async () => {
    const as = await issuer.token('erin')
    await Promise.all(['add alpha', 'add beta', 'add gamma'].map((message) => say(message, as)))
    const { body } = await send('GET', '/chat', { as })
    expect(body.items).toHaveLength(6)
    const { body: tasks } = await send('GET', '/tasks?sort=title', { as })
    expect(tasks.items.map(({ title }: { title: string }) => title)).toEqual(['alpha', 'beta', 'gamma'])
  })

  test('says in words what breaks a rule, and changes nothing', async () => {
    const as = await issuer.token('frank')
    const { actions, reply } = await say(`add ${'x'.repeat(300)}`, as)
    expect(actions).toEqual([])
    expect(reply).toMatch(/200/)
  })

  test('can undo what it did to a task that is long out of sight', async () => {
    const as = await issuer.token('olivia')
    const { body: old } = await send('POST', '/tasks', { as, body: { title: 'old thing' } })
    for (let number = 0; number < 105; number++) {
      const { body: newer } = await send('POST', '/tasks', { as, body: { title: `newer ${number}` } })
      await send('POST', `/tasks/${newer.id}/complete`, { as })
    }
    expect((await say('done with old thing', as)).actions).toMatchObject([
      { type: 'task.completed', task: { id: old.id } },
    ])
    expect((await say('undo', as)).actions).toMatchObject([{ type: 'task.reopened', task: { id: old.id } }])
  })

  test('starts afresh when what it remembered is of another shape', async () => {
    const as = await issuer.token('grace')
    const { conversationId } = await say('hello', as)
    const key = `conversation:${conversationId}`
    const head = await app.dapr.state.get(key)
    await app.dapr.state.transaction([upsert(key, { ...Object(head?.value), context: { strange: true } }, 'any')])
    expect((await say('add milk', as)).actions).toHaveLength(1)
  })
})

describe('what events do', () => {
  test('five deliveries of each event make one next occurrence, one history row, one reminder', async () => {
    const as = await issuer.token('heidi')
    const dueAt = '2099-01-01T09:00:00Z'
    const body = { title: 'stretch', dueAt, remindBefore: [0, 10], recurrence: { rule: 'FREQ=DAILY' } }
    const { body: task } = await send('POST', '/tasks', { as, body })
    await send('POST', `/tasks/${task.id}/complete`, { as })
    await app.settle({ times: 5 })
    const { body: open } = await send('GET', '/tasks', { as })
    expect(open.items).toMatchObject([{ occurrence: 2, seriesId: task.id, dueAt: '2099-01-02T09:00:00Z' }])
    expect((await send('GET', `/tasks/${task.id}/history`, { as })).body.items).toHaveLength(2)
    const jobs = [...app.dapr.scheduled.keys()].filter((name) => name.includes(open.items[0].id))
    expect(jobs.sort()).toEqual([`reminder-${open.items[0].id}-0`, `reminder-${open.items[0].id}-10`])
    expect([...app.dapr.scheduled.keys()].filter((name) => name.includes(task.id))).toEqual([])
  })

  test('a reminder fires into the chat once, however often its event arrives', async () => {
    const as = await issuer.token('ivan')
    const { body: task } = await send('POST', '/tasks', {
      as,
      body: { title: 'tea', dueAt: '2099-01-01T09:00:00Z', remindBefore: [5] },
    })
    await app.settle()
    expect((await app.fire(`reminder-${task.id}-5`)).status).toBe(200)
    await app.settle({ times: 5 })
    const { body } = await send('GET', '/chat', { as })
    expect(body.items).toMatchObject([
      { kind: 'reminder', taskId: task.id, text: 'tea – today at 09:00 (in 5 minutes)' },
    ])
  })

  test('a reminder moves and goes with its task', async () => {
    const as = await issuer.token('judy')
    const { body: task } = await send('POST', '/tasks', {
      as,
      body: { title: 'tea', dueAt: '2099-01-01T09:00:00Z', remindBefore: [5, 10] },
    })
    await app.settle()
    await send('PATCH', `/tasks/${task.id}`, { as, body: { dueAt: '2099-01-01T10:00:00Z', remindBefore: [5] } })
    await app.settle()
    expect(app.dapr.scheduled.get(`reminder-${task.id}-5`)?.dueTime).toBe('2099-01-01T09:55:00Z')
    expect(app.dapr.scheduled.has(`reminder-${task.id}-10`)).toBe(false)
    const stray = app.dapr.scheduled.get(`reminder-${task.id}-5`)
    await send('DELETE', `/tasks/${task.id}`, { as })
    await app.settle()
    expect(app.dapr.scheduled.has(`reminder-${task.id}-5`)).toBe(false)
    // A job that fires all the same finds that nobody wants to be reminded.
    if (stray) app.dapr.scheduled.set(`reminder-${task.id}-5`, stray)
    await app.fire(`reminder-${task.id}-5`)
    expect(app.dapr.published).toEqual([])
  })

  test('a task that was opened again before its completion was handled gets no next occurrence', async () => {
    const as = await issuer.token('kim')
    const { body: task } = await send('POST', '/tasks', {
      as,
      body: { title: 'run', dueAt: '2099-01-01T09:00:00Z', recurrence: { rule: 'FREQ=DAILY' } },
    })
    await send('POST', `/tasks/${task.id}/complete`, { as })
    await send('POST', `/tasks/${task.id}/reopen`, { as })
    await app.settle()
    expect((await send('GET', '/tasks?status=all', { as })).body.items).toHaveLength(1)
  })
})

test('the page and the API document are served to everyone, under a strict content security policy', async () => {
  const page = await app.app('chat-api').fetch(new Request('http://test/'))
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(await page.text()).toContain('<html lang="en"')
  const { body } = await send('GET', '/openapi.json', { as: '' })
  expect(body.openapi).toBe('3.1.0')
  expect(Object.keys(body.paths)).toContain('/tasks/{id}/complete')
})
