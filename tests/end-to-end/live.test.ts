import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Catnap, type Client, startCatnap } from '../support/catnap.ts'
import { openScreen } from '../support/screen.ts'

let catnap: Catnap
let ann: Client

beforeAll(async () => {
  catnap = await startCatnap({ env: { CATNAP_IDLE_SECONDS: '2' } })
  ann = await catnap.signIn('Ann')
})
afterAll(() => catnap.stop())

test('an open screen is told of every change of its user, and of nobody else', async () => {
  const bob = await catnap.signIn('Bob')
  const [screen, bobs] = [await openScreen(catnap.url, ann.token), await openScreen(catnap.url, bob.token)]
  const { body: task } = await ann.send('POST', '/tasks', { title: 'water the plants' })
  await screen.saw('the new task', ({ type, task: shown }) => type === 'task.changed' && Object(shown).id === task.id)
  await ann.send('DELETE', `/tasks/${task.id}`)
  await screen.saw('that it is gone', ({ type, id }) => type === 'task.deleted' && id === task.id)
  await bob.send('POST', '/tasks', { title: 'own' })
  await bobs.saw('its own task', ({ type }) => type === 'task.changed')
  expect(bobs.updates.filter(({ type }) => type !== 'ready')).toHaveLength(1)
  screen.close()
  bobs.close()
})

test('a reminder reaches the open screen', async () => {
  const screen = await openScreen(catnap.url, ann.token)
  const dueAt = Temporal.Now.instant().add({ seconds: 2 }).toString()
  const { body: task } = await ann.send('POST', '/tasks', { title: 'stretch', dueAt, remindBefore: [0] })
  const update = await screen.saw('the reminder', ({ type }) => type === 'message')
  expect(update.message).toMatchObject({ kind: 'reminder', taskId: task.id })
  screen.close()
})

test('a screen that was away gets what it missed', async () => {
  const screen = await openScreen(catnap.url, ann.token)
  const cursor = String(screen.updates.find(({ type }) => type === 'ready')?.cursor)
  screen.close()
  await catnap.untilAsleep('task-updates-to-websocket')
  const { body: task } = await ann.send('POST', '/tasks', { title: 'made meanwhile' })
  const back = await openScreen(catnap.url, ann.token, cursor)
  const missed = back.updates.filter(({ type }) => type === 'task.changed').map(({ task: shown }) => Object(shown).id)
  expect(missed).toContain(task.id)
  back.close()
})

test.each([
  ['a token that is not valid', JSON.stringify({ type: 'hello', token: 'x' }), 4401],
  ['something else than hello', '{"type":"list"}', 4400],
  ['no JSON', 'hello?', 4400],
])('a connection that says %s is closed with a reason', async (_, text, code) => {
  const socket = new WebSocket(`${catnap.url.replace('http', 'ws')}/live`)
  await once(socket, 'open')
  socket.send(text)
  const [closedWith, reason] = await once(socket, 'close')
  expect(closedWith).toBe(code)
  expect(String(reason)).not.toBe('')
})
