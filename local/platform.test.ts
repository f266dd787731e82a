import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { call } from './fixtures/call.ts'
import { type Collector, createCollector } from './fixtures/collector.ts'
import { daprOf, fixturePlatform } from './fixtures/platform.ts'
import { listen } from './listen.ts'

let collector: Collector
let data: string
const children = new Set<ChildProcess>()
beforeAll(async () => {
  collector = await createCollector()
  data = await mkdtemp(join(tmpdir(), 'catnap-test-'))
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  collector.reset()
})
afterAll(async () => {
  await collector.close()
  await rm(data, { recursive: true, force: true })
})

/** A platform in a process of its own, and the Dapr of its function alpha. */
async function run() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/run.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const [line] = await once(child.stdout, 'data')
  const { url, alpha, token } = JSON.parse(String(line))
  const dapr = (method: string, path: string, body?: unknown, headers = {}) =>
    call(alpha + path, method, body, { 'dapr-api-token': token, ...headers })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] = await once(child, 'exit')
    return code
  }
  return { url, dapr, end }
}

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const made = (id: string) => ({ specversion: '1.0', id, source: 'test', type: 'order.made', data: id })
const cloudEvents = { 'content-type': 'application/cloudevents+json' }

describe('killed with -9 in the middle of events', () => {
  test('loses nothing that it took, and leaves no function behind', async () => {
    const first = await run()
    // Nothing is answered before the end: all that is published is in flight or waits.
    const forever = new Promise<object>(() => {})
    collector.answer = () => forever
    const taken: string[] = []
    const publishing = Array.from({ length: 60 }, async (_, index) => {
      const id = `event-${index}`
      const { status } = await first.dapr(
        'POST',
        `/v1.0/publish/events/orders?metadata.partitionKey=${index % 7}`,
        made(id),
        cloudEvents,
      )
      if (status === 204) taken.push(id)
      await first.dapr('POST', '/v1.0/state/state', [{ key: id, value: id }])
    })
    await first.dapr('POST', '/v1.0/jobs/soon', { dueTime: '1ms', data: 'was due' })
    await first.dapr('POST', '/v1.0/jobs/later', { dueTime: '1h', data: 'is not due' })
    const [{ pid = 0 } = {}] = await collector.until(() => true)
    await Promise.all(publishing)
    expect(taken).toHaveLength(60)
    await first.end('SIGKILL')
    // Its parent gone, it is process 1 that takes note of its end, in its own time.
    await expect.poll(() => lives(pid), { timeout: 10_000 }).toBe(false)

    collector.reset()
    const second = await run()
    const received = await collector.until(({ url }) => url === '/events', 60)
    expect(received.map(({ body }) => JSON.parse(body).id).sort()).toEqual([...taken].sort())
    for (const lane of [0, 1, 2, 3, 4, 5, 6]) {
      const own = received.map(({ body }) => Number(JSON.parse(body).id.slice(6))).filter((index) => index % 7 === lane)
      expect(own).toEqual([...own].sort((a, b) => a - b))
    }
    await collector.until(({ url, body }) => url === '/job/soon' && body === '"was due"')
    expect((await second.dapr('GET', '/v1.0/jobs/later')).status).toBe(200)
    for (const id of taken) expect((await second.dapr('GET', `/v1.0/state/state/${id}`)).json).toBe(id)
    expect(await second.end('SIGTERM')).toBe(0)
    expect(existsSync(join(data, 'platform.json'))).toBe(false)
    expect(existsSync(join(data, 'platform.pid'))).toBe(false)
  })

  test('while it makes its database starts anew', async () => {
    await rm(join(data, 'postgres.ready'), { force: true })
    await rm(join(data, 'postgres'), { recursive: true, force: true })
    await mkdir(join(data, 'postgres'), { recursive: true })
    await writeFile(join(data, 'postgres/PG_VERSION'), '18')
    const platform = await fixturePlatform({ data })
    expect(await platform.query('select count(*)::int as count from state')).toEqual([{ count: 0 }])
    await platform.close()
  })
})

describe('a platform', () => {
  test('tells tools where it is while it runs', async () => {
    const platform = await fixturePlatform({ data })
    const file = JSON.parse(await readFile(join(data, 'platform.json'), 'utf8'))
    expect(file).toMatchObject({
      url: platform.url,
      pid: process.pid,
      endpoints: { alpha: { url: platform.daprUrl('alpha') } },
      daprApiToken: platform.tokens.daprApiToken,
    })
    await expect(fixturePlatform({ data })).rejects.toThrow('is in use by another Catnap')
    expect(() => platform.daprUrl('nosuch')).toThrow('there is no app nosuch')
    await Promise.all([platform.close(), platform.close()])
  })

  test('keeps its tokens and key, so that people stay signed in', async () => {
    const first = await fixturePlatform({ data })
    const keys = await call(`${first.url}/.well-known/jwks.json`)
    await first.close()
    const second = await fixturePlatform({ data })
    expect(second.tokens).toEqual(first.tokens)
    expect(await call(`${second.url}/.well-known/jwks.json`)).toMatchObject({ json: keys.json })
    await second.close()
  })

  test('lets what is in flight end when it is closed', async () => {
    const platform = await fixturePlatform({ data })
    const held = Promise.withResolvers<void>()
    collector.answer = async () => {
      await held.promise
      return { body: 'done' }
    }
    const asking = call(`${platform.url}/slow`)
    await collector.until(({ url }) => url === '/slow')
    await daprOf(platform, 'beta')('POST', '/v1.0/publish/events/orders', made('last'), cloudEvents)
    await collector.until(({ url }) => url === '/events')
    const closing = platform.close()
    held.resolve()
    expect(await asking).toMatchObject({ status: 200, text: 'done' })
    await closing
    const again = await fixturePlatform({ data })
    expect(await again.query('select id from platform.message')).toEqual([])
    await again.close()
  })
})

describe('what is wrong at the start is said, and leaves nothing locked', () => {
  test('a port that is taken', async () => {
    const other = createServer()
    const port = await listen(other, 0, '127.0.0.1')
    await expect(fixturePlatform({ data, port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken by another program`,
    )
    other.close()
  })

  test('resources that are not there, manifests that are none, a build that fails', async () => {
    const manifests = join(data, 'manifests.json')
    await writeFile(manifests, '[{"name":"x"}]')
    await expect(fixturePlatform({ data, resources: '/nowhere' })).rejects.toThrow('/nowhere')
    const { readManifests } = await import('./manifest.ts')
    await expect(readManifests(manifests)).rejects.toThrow('0.wake')
    const build = () => Promise.reject(new Error('does not compile'))
    await expect(fixturePlatform({ data, build })).rejects.toThrow('does not compile')
    await (await fixturePlatform({ data })).close()
  })
})
