import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { TokenError } from '../../shared/auth/verify.ts'
import { jsonLog } from '../../shared/function/log.ts'
import { aTask } from '../../shared/tasks/fixtures/task.ts'
import { attachLive } from './live.ts'
import { type Screens, screens } from './screens.ts'

const task = aTask()
const missed = { task, deleted: false, cursor: '7' }

let server: Server
let open: Screens
let live: { close(): void }
let url: string
let down: boolean
let lines: string[]

beforeEach(async () => {
  down = false
  lines = []
  open = screens()
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  live = attachLive(server, open, {
    auth: {
      async verify(token) {
        if (token !== 'ann') throw new TokenError('the token is not valid')
        return { id: 'ann', name: 'Ann' }
      },
    },
    search: {
      async changesSince(_, cursor) {
        if (down) throw new Error('the database is away')
        return { cursor: '9', changes: cursor === null ? [] : [missed] }
      },
    },
    log: jsonLog('test', (line) => lines.push(line)),
  })
})
afterEach(() => {
  live.close()
  server.closeAllConnections()
  server.close()
})

async function connect(hello?: unknown) {
  const socket = new WebSocket(`${url}/live`)
  const updates: unknown[] = []
  socket.on('message', (data) => updates.push(JSON.parse(String(data))))
  await once(socket, 'open')
  if (hello !== undefined) socket.send(typeof hello === 'string' ? hello : JSON.stringify(hello))
  return { socket, updates, next: () => once(socket, 'message') }
}

describe('a screen', () => {
  test('that says hello is ready, and told of every change from then on', async () => {
    const { socket, updates, next } = await connect({ type: 'hello', token: 'ann' })
    await next()
    open.send('ann', { task, deleted: false, cursor: '10' })
    open.send('bob', { task, deleted: false, cursor: '11' })
    open.send('ann', { task, deleted: true, cursor: '12' })
    while (updates.length < 3) await next()
    expect(updates).toEqual([
      { type: 'ready', cursor: '9' },
      { type: 'task.changed', task, cursor: '10' },
      { type: 'task.deleted', id: task.id, version: task.version, cursor: '12' },
    ])
    socket.close()
  })

  test('may say hello with its token alone', async () => {
    const { updates, next } = await connect({ token: 'ann' })
    await next()
    expect(updates).toEqual([{ type: 'ready', cursor: '9' }])
  })

  test('that was away gets what it missed, before it is ready', async () => {
    const { updates, next } = await connect({ type: 'hello', token: 'ann', since: '3' })
    while (updates.length < 2) await next()
    expect(updates).toEqual([
      { type: 'task.changed', task, cursor: '7' },
      { type: 'ready', cursor: '9' },
    ])
  })

  test('that has left is told nothing more', async () => {
    const { socket, next } = await connect({ type: 'hello', token: 'ann' })
    await next()
    const left = new Promise((resolve) => {
      const { remove } = open
      open.remove = (user, screen) => {
        remove(user, screen)
        resolve(user)
      }
    })
    socket.close()
    expect(await left).toBe('ann')
    open.send('ann', { task, deleted: false, cursor: '10' })
  })

  test.each([
    ['a wrong token', { type: 'hello', token: 'x' }, 4401],
    ['no hello', { type: 'list' }, 4400],
    ['a cursor that is none', { type: 'hello', token: 'ann', since: 'x' }, 4400],
    ['no JSON', 'hello', 4400],
  ])('with %s is turned away', async (_, hello, code) => {
    const { socket } = await connect(hello)
    const [closedWith, reason] = await once(socket, 'close')
    expect([closedWith, String(reason)]).toEqual([code, expect.stringMatching(/./)])
  })

  test('is asked to come again when the database is away', async () => {
    down = true
    const { socket } = await connect({ type: 'hello', token: 'ann' })
    expect((await once(socket, 'close'))[0]).toBe(4503)
    expect(lines.join()).toContain('the database is away')
  })

  test('is told when the function goes, so that it comes back at once', async () => {
    const { socket, next } = await connect({ type: 'hello', token: 'ann' })
    await next()
    live.close()
    expect((await once(socket, 'close'))[0]).toBe(1001)
  })
})

test('another address than /live is not found', async () => {
  const socket = new WebSocket(`${url}/other`)
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain('404')
})
