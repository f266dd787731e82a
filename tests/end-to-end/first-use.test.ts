import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Catnap, type Client, startCatnap } from '../support/catnap.ts'
import { eventually } from '../support/eventually.ts'

let catnap: Catnap
let ann: Client

beforeAll(async () => {
  catnap = await startCatnap({ env: { CATNAP_IDLE_SECONDS: '2' } })
  ann = await catnap.signIn('Ann')
})
afterAll(() => catnap.stop())

test('a newcomer writes a task, sees it at once, and is reminded in the chat', async () => {
  const { reply, actions, conversationId } = await ann.chat('remind me in half a minute to stretch #health')
  expect(reply).toMatch(/stretch/)
  expect(actions).toMatchObject([
    { type: 'task.created', task: { title: 'stretch', tags: ['health'], remindBefore: [0] } },
  ])
  const [task] = await ann.tasks()
  expect(task).toEqual(actions[0]?.task)

  const reminder = await eventually(
    'the reminder is in the chat',
    async () => {
      const { body } = await ann.send('GET', `/chat/${conversationId}`)
      return body.items.find((message: { kind: string }) => message.kind === 'reminder')
    },
    90_000,
  )
  expect(reminder).toMatchObject({ from: 'catnap', taskId: task?.id, text: 'stretch – now' })
  const lateMs = Date.parse(reminder.at) - Date.parse(String(task?.dueAt))
  expect(lateMs).toBeGreaterThanOrEqual(0)
})

test('completing a repeated task makes the next one appear', async () => {
  const { actions } = await ann.chat('take vitamins every day at 8am')
  const first = actions[0]?.task
  await ann.chat('done with vitamins')
  const next = await eventually('the next occurrence', async () =>
    (await ann.tasks('&q=vitamins')).find(({ status }) => status === 'open'),
  )
  expect(next).toMatchObject({ title: 'take vitamins', seriesId: first?.id, occurrence: 2 })
  expect(Date.parse(String(next.dueAt))).toBeGreaterThan(Date.parse(String(first?.dueAt)))
})

test('every change is in the history of a task', async () => {
  const { body: task } = await ann.send('POST', '/tasks', { title: 'write report' })
  await ann.send('PATCH', `/tasks/${task.id}`, { priority: 'high' })
  await ann.send('POST', `/tasks/${task.id}/complete`)
  const items = await eventually('three rows of history', async () => {
    const { body } = await ann.send('GET', `/tasks/${task.id}/history`)
    return body.items.length === 3 ? body.items : undefined
  })
  expect(items.map(({ version, changed, by }: Record<string, unknown>) => ({ version, changed, by }))).toMatchObject([
    { version: 1, by: 'user' },
    { version: 2, changed: ['priority'], by: 'user' },
    { version: 3, changed: ['status', 'completedAt'], by: 'user' },
  ])
})

test('a second user neither sees nor touches the tasks of the first', async () => {
  const bob = await catnap.signIn('Bob')
  const [task] = await ann.tasks()
  const path = `/tasks/${task?.id}`
  expect(await bob.tasks('&status=all')).toEqual([])
  for (const [method, at, body] of [
    ['GET', path, undefined],
    ['PATCH', path, { title: 'mine' }],
    ['DELETE', path, undefined],
    ['POST', `${path}/complete`, undefined],
    ['POST', `${path}/reopen`, undefined],
    ['GET', `${path}/history`, undefined],
    ['GET', `${path}/occurrences`, undefined],
  ] as const) {
    expect((await bob.send(method, at, body)).status, `${method} ${at}`).toBe(404)
  }
  const { conversationId } = await ann.chat('help')
  expect((await bob.send('GET', `/chat/${conversationId}`)).status).toBe(404)
})

test('the page, its files and the API document are there for everyone', async () => {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/assets/page.js', 'text/javascript'],
    ['/assets/page.css', 'text/css'],
    ['/openapi.json', 'application/json'],
  ] as const) {
    const response = await fetch(catnap.url + path)
    expect([path, response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([path, 200, type])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    await response.body?.cancel()
  }
})
