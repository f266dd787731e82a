import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { call } from '../fixtures/call.ts'
import { type Collector, createCollector } from '../fixtures/collector.ts'
import { fixturePlatform } from '../fixtures/platform.ts'
import type { Platform } from '../platform.ts'

let platform: Platform
let collector: Collector
const lines: string[] = []
beforeAll(async () => {
  collector = await createCollector()
  platform = await fixturePlatform({ idleSeconds: 0.2, log: (line) => lines.push(line) })
})
afterEach(() => collector.reset())
afterAll(async () => {
  await platform.close()
  await collector.close()
})

const problem = (status: number) => ({
  status,
  json: { type: 'about:blank', status, title: expect.any(String), detail: expect.any(String) },
})

describe('the front door itself answers', () => {
  test('health, and the keys of its tokens', async () => {
    expect(await call(`${platform.url}/healthz`)).toMatchObject({ status: 200 })
    expect(await call(`${platform.url}/.well-known/jwks.json`)).toMatchObject({
      status: 200,
      json: { keys: [{ alg: 'ES256', use: 'sig' }] },
    })
    expect(collector.received).toEqual([])
  })

  test('sign-in', async () => {
    const answer = await call(`${platform.url}/sign-in`, 'POST', { name: 'Ann' })
    expect(answer).toMatchObject({ status: 200, json: { token: expect.stringMatching(/^ey/) } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test.each([
    ['{"name":""}', { errors: [{ field: 'name', rule: 'must have 1 to 60 characters' }] }],
    ['{bad', { title: 'The request could not be read' }],
  ])('a sign-in of %s with a problem document', async (body, json) => {
    const answer = await call(`${platform.url}/sign-in`, 'POST', body)
    expect(answer).toMatchObject({ status: 400, json })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })
})

describe('everything else', () => {
  test('goes to the API function, which starts the trace', async () => {
    collector.answer = () => ({ status: 201, headers: { 'x-own': 'y', 'set-cookie': 'a=b' }, body: 'made' })
    const answer = await call(`${platform.url}/tasks?x=1`, 'POST', { title: 't' }, { authorization: 'Bearer z' })
    expect(answer).toMatchObject({ status: 201, text: 'made' })
    expect([answer.headers.get('x-own'), answer.headers.get('set-cookie')]).toEqual(['y', 'a=b'])
    expect(collector.received).toMatchObject([
      {
        app: 'alpha',
        method: 'POST',
        url: '/tasks?x=1',
        body: '{"title":"t"}',
        headers: { authorization: 'Bearer z', host: new URL(platform.url).host },
      },
    ])
    expect(collector.received[0]?.headers.traceparent).toBeUndefined()
    expect(lines.some((line) => /POST \/tasks {2}201 in/.test(line))).toBe(true)
  })

  test('keeps the trace that it came with', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    await call(`${platform.url}/`, 'GET', undefined, { traceparent })
    expect(collector.received[0]?.headers.traceparent).toBe(traceparent)
  })

  test('is refused when it is too large, and wakes nobody', async () => {
    expect(await call(`${platform.url}/tasks`, 'POST', 'x'.repeat(1024 * 1024 + 1))).toMatchObject(problem(413))
    expect(collector.received).toEqual([])
  })

  test('is a problem when the function dies over it', async () => {
    collector.answer = () => ({ crash: true })
    expect(await call(`${platform.url}/tasks`)).toMatchObject(problem(502))
  })

  test('ends when the caller goes away', async () => {
    const socket = connect(Number(new URL(platform.url).port), '127.0.0.1')
    const held = Promise.withResolvers<void>()
    collector.answer = async () => {
      await held.promise
      return {}
    }
    socket.write('GET /gone HTTP/1.1\r\nhost: x\r\n\r\n')
    await collector.until(({ url }) => url === '/gone')
    socket.destroy()
    held.resolve()
    await expect.poll(() => platform.functionPids()).not.toHaveProperty('alpha')
  })
})

test('a function that does not start is 503', async () => {
  const other = await fixturePlatform({ api: 'broken' })
  const answer = await call(`${other.url}/tasks`)
  expect(answer).toMatchObject(problem(503))
  expect(answer.headers.get('retry-after')).toBeTruthy()
  await other.close()
})

describe('a WebSocket', () => {
  const open = async () => {
    const socket = new WebSocket(`${platform.url.replace('http', 'ws')}/live`)
    await once(socket, 'open')
    return socket
  }

  test('reaches the function that holds them, which stays awake until it is closed', async () => {
    const socket = await open()
    const { sleeper } = platform.functionPids()
    socket.send('hello')
    expect(String((await once(socket, 'message'))[0])).toBe(`sleeper ${sleeper} heard hello`)
    // Longer than the function may idle: the API function, idle as long, sleeps meanwhile.
    await call(`${platform.url}/`)
    await expect.poll(() => platform.functionPids()).not.toHaveProperty('alpha')
    expect(platform.functionPids().sleeper).toBe(sleeper)
    socket.close()
    await expect.poll(() => platform.functionPids()).toEqual({})
  })

  test('is closed when the platform is', async () => {
    const other = await fixturePlatform()
    const socket = new WebSocket(`${other.url.replace('http', 'ws')}/live`)
    await once(socket, 'open')
    await Promise.all([once(socket, 'close'), other.close()])
  })

  test('to a function that does not start is refused', async () => {
    const other = await fixturePlatform({ live: 'broken' })
    const socket = new WebSocket(`${other.url.replace('http', 'ws')}/live`)
    const [error] = await once(socket, 'error')
    expect(error.message).toContain('503')
    await other.close()
  })

  test('elsewhere is refused', async () => {
    const socket = new WebSocket(`${platform.url.replace('http', 'ws')}/other`)
    const [error] = await once(socket, 'error')
    expect(error.message).toContain('404')
  })
})
