import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, stat } from 'node:fs/promises'
import { Agent, createServer, request } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifests } from '../scripts/build.ts'
import { root } from '../scripts/definitions.ts'
import { catalog } from '../shared/events/catalog.ts'
import type { CatnapEvent } from '../shared/events/define.ts'
import { toWire } from '../shared/events/envelope.ts'
import { nodeFlags } from '../shared/function/node-flags.ts'
import { aTask } from '../shared/tasks/fixtures/task.ts'
import { line, median } from './measure.ts'

const rounds = 20
const compileCache = join(tmpdir(), `catnap-bench-${process.pid}`)

const emptyServer = `require('node:http').createServer((request, response) => {
  request.resume().on('end', () => response.end('{}'))
}).listen(Number(process.env.PORT), '127.0.0.1')`

/** Spawn to first event answered: of every function, beside an empty node:http server on the same Node. */
export async function run(): Promise<void> {
  const dapr = createServer((incoming, response) => {
    incoming.resume().on('end', () => answerAsDapr(incoming.url ?? '', response))
  }).listen(0, '127.0.0.1')
  await once(dapr, 'listening')
  const daprPort = (dapr.address() as AddressInfo).port

  const manifests = (await readManifests()).filter(({ kind }) => kind !== 'http')
  const subjects = [
    { name: 'empty node:http server', args: [...nodeFlags, '-e', emptyServer], path: '/', body: '{}', bytes: 0 },
    ...(await Promise.all(
      manifests.map(async ({ name, subscriptions }) => {
        const file = `${root}dist/${name}/function.js`
        const type = subscriptions[0]?.types[0] ?? 'dev.catnap.task.created.v1'
        return {
          name,
          args: [...nodeFlags, file],
          path: '/events',
          body: JSON.stringify(anEvent(type)),
          bytes: (await stat(file)).size,
        }
      }),
    )),
  ]
  for (const subject of subjects) await coldStart(subject, daprPort)
  const times = subjects.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) times[index]?.push(await coldStart(subject, daprPort))
  }
  await rm(compileCache, { recursive: true, force: true })
  dapr.close()
  dapr.closeAllConnections()

  const base = median(times[0] ?? [])
  console.log(`cold start, from spawn to the first event answered (median of ${rounds})`)
  for (const [index, { name, bytes }] of subjects.entries()) {
    const size = bytes ? `  ${(bytes / 1024).toFixed(0)} KB` : ''
    console.log(line(name, median(times[index] ?? []), 'ms', base) + size)
  }
}

function answerAsDapr(url: string, response: import('node:http').ServerResponse): void {
  const json = { 'content-type': 'application/json' }
  if (url.startsWith('/v1.0/metadata')) {
    response.writeHead(200, json).end('{"components":[{"name":"database","type":"bindings.postgresql"}]}')
  } else if (url.startsWith('/v1.0/bindings')) {
    response.writeHead(200, json).end(JSON.stringify([[JSON.stringify([{ taskId: aTask().id, cursor: '1' }])]]))
  } else {
    response.writeHead(204).end()
  }
}

function anEvent(type: string): Record<string, unknown> {
  const task = aTask()
  const at = '2026-01-01T00:00:00Z'
  const definition = catalog.find((event) => event.type === type)
  const message = { id: '1', at, from: 'catnap', kind: 'reminder', text: 'x' }
  const data = {
    'task-events': { task, changed: [], by: 'user' },
    reminders: { taskId: task.id, title: 'x', dueAt: at, allDay: false, remindAt: at, timeZone: 'UTC' },
    'task-updates': { task, deleted: false, cursor: '1', conversationId: '1', message },
  }[definition?.topic ?? 'task-events']
  const event: CatnapEvent = { id: '1', type, source: '/bench', subject: task.id, user: 'bench', time: at, data }
  return toWire(event)
}

async function coldStart(
  { args, path, body }: { args: string[]; path: string; body: string },
  daprPort: number,
): Promise<number> {
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    DAPR_HTTP_PORT: String(daprPort),
    // As the embedded platform starts them: compiled code is kept from one waking to the next.
    NODE_COMPILE_CACHE: compileCache,
    AUTH_ISSUER: 'bench',
    AUTH_AUDIENCE: 'bench',
    AUTH_JWKS_URL: 'http://127.0.0.1:1/',
  }
  const agent = new Agent()
  const startedMs = performance.now()
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  while (!(await post(port, path, body, agent))) {
    if (child.exitCode !== null) throw new Error(`${args.at(-1)} ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const elapsedMs = performance.now() - startedMs
  agent.destroy()
  await kill(child)
  return elapsedMs
}

function post(port: number, path: string, body: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const headers = { 'content-type': 'application/cloudevents+json', traceparent }
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve(true)
        else reject(new Error(`${path} was answered with ${response.statusCode}`))
      })
    })
    sent.on('error', () => resolve(false))
    sent.end(body)
  })
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}
