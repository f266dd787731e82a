import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { lineConsole } from '../console.ts'
import { type Collector, createCollector } from '../fixtures/collector.ts'
import { Activator } from './activator.ts'

let collector: Collector
let activator: Activator
let lines: string[] = []
beforeAll(async () => {
  collector = await createCollector()
})
afterEach(async () => {
  await activator.stop()
  collector.reset()
  lines = []
})
afterAll(() => collector.close())

function start(idleSeconds: number, names = ['alpha', 'broken', 'missing']) {
  activator = new Activator(
    names.map((name) => ({
      name,
      file: `${import.meta.dirname}/../fixtures/bundles/${name}/function.js`,
      environment: () => ({ APP_ID: name }),
      idleSeconds,
    })),
    { host: '127.0.0.1', console: lineConsole((line) => lines.push(line)) },
  )
}
const request = { method: 'GET', path: '/', headers: {} }
const said = (text: string) =>
  expect.poll(() => lines.some((line) => line.includes(text)), { message: text }).toBe(true)

describe('a function at zero', () => {
  test('is started once by all who come meanwhile', async () => {
    start(60)
    expect(activator.isUp('alpha')).toBe(false)
    const answers = await Promise.all([1, 2, 3].map(() => activator.send('alpha', request)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(collector.received.map(({ pid }) => pid))).toEqual(new Set([activator.pids().alpha]))
    expect(lines.filter((line) => line.includes('wakes in'))).toHaveLength(1)
  })

  test('goes back to it when nothing is there for it', async () => {
    start(0.05)
    await activator.send('alpha', request)
    await said('sleeps (idle for 0.05 s)')
    await expect.poll(() => activator.pids()).toEqual({})
    expect(activator.isUp('alpha')).toBe(false)
    expect((await activator.send('alpha', request)).status).toBe(200)
    expect(lines.some((line) => line.includes('crashed'))).toBe(false)
  })

  test('but not while a request is in flight or a lease is held', async () => {
    start(0.02)
    const held = Promise.withResolvers<void>()
    collector.answer = async () => {
      await held.promise
      return {}
    }
    const lease = await activator.acquire('alpha')
    const sending = activator.send('alpha', request)
    await collector.until(() => true)
    lease.release()
    lease.release()
    expect(activator.isUp('alpha')).toBe(true)
    held.resolve()
    expect((await sending).status).toBe(200)
    await said('sleeps')
    expect(collector.received).toHaveLength(1)
  })
})

describe('a function that crashes', () => {
  test('rejects what was in flight, and is started by what comes next', async () => {
    start(60)
    collector.answer = () => ({ crash: true })
    await expect(activator.send('alpha', request)).rejects.toThrow()
    await said('crashed (killed by SIGKILL)')
    collector.answer = () => ({})
    expect((await activator.send('alpha', request)).status).toBe(200)
  })

  test('at its start is refused to all, with a pause before the next try', async () => {
    start(60)
    await expect(activator.send('broken', request)).rejects.toThrow('ended before it listened (exit code 1)')
    await expect(activator.send('broken', request)).rejects.toThrow('failed to start; next try in 1 s')
    await expect(activator.send('missing', request)).rejects.toThrow('ended before it listened')
    await expect(activator.send('nosuch', request)).rejects.toThrow('there is no function nosuch')
    expect(lines.filter((line) => line.includes('no new try for 0.5 s'))).toHaveLength(2)
    await said('this function never starts')
  })

  test('is tried again after the pause, however often it was refused meanwhile', async () => {
    start(60)
    const refusal = () =>
      activator.send('broken', request).catch((error) => (error instanceof Error ? error.message : ''))
    expect(await refusal()).toContain('ended before it listened')
    expect(await refusal()).toContain('next try in 1 s')
    await expect.poll(refusal, { timeout: 10_000 }).toContain('ended before it listened')
    expect(activator.isUp('broken')).toBe(false)
  })
})

test('stopping stops all, and starts nothing more', async () => {
  start(60)
  await activator.send('alpha', request)
  await activator.stop()
  expect(activator.pids()).toEqual({})
  await expect(activator.send('alpha', request)).rejects.toThrow('the platform is stopping')
})
