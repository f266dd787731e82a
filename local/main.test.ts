import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { close, listen } from './listen.ts'
import { lockFolder } from './lock.ts'

let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'catnap-main-'))
})
afterAll(() => rm(data, { recursive: true, force: true }))

async function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, CATNAP_DATA: data, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return { code, errors }
}

describe('npm start says in one line why it does not', () => {
  test.each([
    ['PORT', 'eighty', 'PORT must be a whole number from 0 to 65535, not "eighty"'],
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535'],
    ['CATNAP_IDLE_SECONDS', '-1', 'CATNAP_IDLE_SECONDS must be a whole number'],
  ])('%s=%s', async (name, value, message) => {
    const { code, errors } = await start({ [name]: value })
    expect(code).toBe(1)
    expect(errors).toContain(`Catnap could not start: ${message}`)
    expect(errors.trim().split('\n')).toHaveLength(1)
  })

  test('a port that another program has', async () => {
    const other = createServer()
    const port = await listen(other, 0, '127.0.0.1')
    const { code, errors } = await start({ PORT: String(port) })
    expect([code, errors]).toEqual([
      1,
      expect.stringContaining(`port ${port} on 127.0.0.1 is taken by another program; set PORT`),
    ])
    await close(other)
  })

  test('a folder that another Catnap has', async () => {
    const free = lockFolder(data)
    const { code, errors } = await start({})
    expect([code, errors]).toEqual([1, expect.stringContaining('is in use by another Catnap (process')])
    free()
  })
})
