import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readManifests } from '../../scripts/build.ts'
import { freePort } from '../../scripts/dapr/ports.ts'
import { root } from '../../scripts/definitions.ts'
import { type Daprd, startDaprd } from '../real/daprd.ts'
import { serverFolder } from '../real/folder.ts'

/** A function that publishes to some topics and not to others, and reads no secret. */
const name = 'reminder-fired-to-notify'

let folder: string
let app: Server
let asked: string[]
let own: Daprd
let stranger: Daprd

beforeAll(async () => {
  folder = await serverFolder('access')
  await mkdir(join(folder, 'resources'))
  // The repository's own YAML, with a broker that needs no server: who may do what is daprd's business, not the broker's.
  const events = await readFile(`${root}dapr/components/events.yaml`, 'utf8')
  await writeFile(join(folder, 'resources/events.yaml'), events.replace(/type: pubsub\.\w+/, 'type: pubsub.in-memory'))
  const secrets = await readFile(`${root}dapr/components/secrets.yaml`, 'utf8')
  await writeFile(join(folder, 'resources/secrets.yaml'), secrets)
  await writeFile(join(folder, 'secrets.json'), '{"database-url": "postgres://", "neon-url": "postgresql://"}')
  await writeFile(join(folder, 'names.yaml'), configuration({ nameResolution: sqlite(join(folder, 'names.db')) }))

  asked = []
  app = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(request.url?.startsWith('/dapr/') ? 404 : 200).end()
  })
  const appPort = await freePort()
  await new Promise<void>((resolve) => app.listen(appPort, '127.0.0.1', resolve))
  const resources = [join(folder, 'resources')]
  const names = join(folder, 'names.yaml')
  own = await startDaprd({
    appId: name,
    appPort,
    resources,
    configs: [`${root}dapr/configuration.yaml`, names],
    cwd: folder,
  })
  // Whoever calls is bound by nothing: what is refused, the one that is called refuses.
  stranger = await startDaprd({ appId: 'stranger', resources, configs: [names], cwd: folder })
  await own.ready()
})
afterAll(async () => {
  await own?.stop()
  await stranger?.stop()
  app?.closeAllConnections()
  app?.close()
  await rm(folder, { recursive: true, force: true })
})

function configuration(spec: object): string {
  return JSON.stringify({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: 'test' },
    spec,
  })
}

function sqlite(file: string): object {
  return { component: 'sqlite', version: 'v1', configuration: { connectionString: file } }
}

async function ask({ endpoint }: Daprd, method: string, path: string): Promise<{ status: number; text: string }> {
  const body = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}
  const response = await fetch(endpoint + path, { method, ...body })
  return { status: response.status, text: await response.text() }
}

const publish = (daprd: Daprd, topic: string) => ask(daprd, 'POST', `/v1.0/publish/events/${topic}`)

describe('a function may publish', () => {
  test('to the topics that its manifest names', async () => {
    const manifest = (await readManifests()).find((one) => one.name === name)
    expect(manifest?.publishes).toEqual(['task-updates'])
    expect((await publish(own, 'task-updates')).status).toBe(204)
  })

  test('to the dead letters of what it hears, which daprd does in its name', async () => {
    expect((await publish(own, 'dead-letters')).status).toBe(204)
  })

  test.each(['task-events', 'reminders', 'dead-letters-task-completed-to-next-recurrence', 'made-up'])(
    'not to others, such as %s',
    async (topic) => {
      const { status, text } = await publish(own, topic)
      expect(status).toBe(403)
      expect(JSON.parse(text)).toMatchObject({
        errorCode: 'ERR_PUBSUB_FORBIDDEN',
        message: `topic ${topic} is not allowed for app id ${name}`,
      })
    },
  )

  test('nowhere when it is none of ours', async () => {
    const { status, text } = await publish(stranger, 'task-updates')
    expect(status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({ errorCode: 'ERR_PUBSUB_NOT_FOUND' })
  })
})

describe('a function may read', () => {
  test('the secrets that functions name', async () => {
    expect((await ask(own, 'GET', '/v1.0/secrets/secrets/neon-url')).status).toBe(200)
  })

  test('no others, such as the connection string of its own state store', async () => {
    const { status, text } = await ask(own, 'GET', '/v1.0/secrets/secrets/database-url')
    expect(status).toBe(403)
    expect(JSON.parse(text)).toMatchObject({ errorCode: 'ERR_PERMISSION_DENIED' })
    const all = await ask(own, 'GET', '/v1.0/secrets/secrets/bulk')
    expect(Object.keys(JSON.parse(all.text))).toEqual(['neon-url'])
  })
})

describe('a function is called', () => {
  test.each([
    ['POST', 'events'],
    ['POST', 'job/reminder-1'],
    ['GET', 'healthz'],
  ])('by no other through Dapr: %s %s', async (method, path) => {
    const { status, text } = await ask(stranger, method, `/v1.0/invoke/${name}/method/${path}`)
    expect(status).toBe(403)
    expect(JSON.parse(text)).toMatchObject({
      errorCode: 'ERR_DIRECT_INVOKE',
      message: expect.stringContaining('access control policy has denied access'),
    })
    expect(asked.filter((one) => !one.includes('/dapr/'))).toEqual([])
  })
})

describe('of Dapr, a function', () => {
  test.each([
    ['GET', '/v1.0/healthz'],
    ['GET', '/v1.0/healthz/outbound'],
    ['GET', '/v1.0/metadata'],
  ])('has what it uses: %s %s', async (method, path) => {
    expect((await ask(own, method, path)).status).toBeLessThan(300)
  })

  test.each([
    ['POST', '/v1.0/shutdown'],
    ['POST', '/v1.0/invoke/chat-api/method/tasks'],
    ['GET', '/v1.0/actors/type/id/state/key'],
    ['POST', '/v1.0/workflows/dapr/x/start'],
    ['GET', '/v1.0-alpha1/configuration/x'],
  ])('has nothing else: %s %s', async (method, path) => {
    expect((await ask(own, method, path)).status).toBe(404)
  })
})
