import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from '../definitions.ts'
import { freePort } from './ports.ts'
import { addressesIn, missingUnder } from './preflight.ts'

let folder: string
let port: number
let server: Server

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catnap-preflight-'))
  await cp(`${root}dapr/components`, folder, { recursive: true })
  port = await freePort()
  server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const events = join(folder, 'events.yaml')
  await writeFile(events, (await readFile(events, 'utf8')).replace('127.0.0.1:9092', `127.0.0.1:${port}`))
  await writeFile(join(folder, 'secrets.json'), JSON.stringify({ 'database-url': `host=127.0.0.1 port=${port}` }))
})
afterEach(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

test('nothing is missing where everything is', async () => {
  expect(await missingUnder([folder], folder)).toEqual([])
})

test('a missing file of secrets is named, with what belongs into it', async () => {
  await rm(join(folder, 'secrets.json'))
  const [first, ...others] = await missingUnder([folder], folder)
  expect(first).toContain(`${folder}/secrets.json`)
  expect(first).toContain('database-url')
  expect(others).toEqual([])
})

test('a missing secret is named', async () => {
  await writeFile(join(folder, 'secrets.json'), '{}')
  expect((await missingUnder([folder], folder))[0]).toContain('the secret database-url')
})

test('a server that is not there is named, with the file that names it', async () => {
  server.close()
  await once(server, 'close')
  const missing = await missingUnder([folder], folder)
  expect(missing).toHaveLength(3)
  for (const file of ['events.yaml', 'state.yaml', 'database.yaml']) {
    expect(missing.filter((one) => one.includes(`127.0.0.1:${port}`) && one.includes(file))).toHaveLength(1)
  }
})

test.each([
  ['127.0.0.1:9092', ['127.0.0.1:9092']],
  ['one:9092, two:9093', ['one:9092', 'two:9093']],
  ['host=db port=25432 user=postgres dbname=catnap', ['db:25432']],
  ['host=db user=postgres', ['db:5432']],
  ['postgresql://ann:secret@db/catnap', ['db:5432']],
  ['amqp://guest:guest@127.0.0.1', ['127.0.0.1:5672']],
  ['10s', []],
  ['chat-api=task-events; other=', []],
])('%s names %j', (text, addresses) => {
  expect(addressesIn(text).map(({ host, port }) => `${host}:${port}`)).toEqual(addresses)
})
