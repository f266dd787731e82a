import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/definitions.ts'
import type { Task } from '../../shared/tasks/task.ts'
import { eventually } from './eventually.ts'

export interface Answer {
  status: number
  headers: Headers
  /** As parsed: tests look into answers of every shape. */
  body: ReturnType<typeof JSON.parse>
}

/** A user's requests, as any client would make them. */
export interface Client {
  token: string
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  chat(
    message: string,
    timeZone?: string,
  ): Promise<{ conversationId: string; reply: string; actions: { type: string; task: Task }[] }>
  tasks(query?: string): Promise<Task[]>
}

/** A whole Catnap on the embedded platform, in processes of its own, as `npm start` runs it. */
export interface Catnap {
  url: string
  data: string
  signIn(name: string): Promise<Client>
  /** Process ids of a function that is awake. */
  pidsOf(name: string): number[]
  /** Ends the platform as a power cut would, and waits until all of it is gone. */
  killAll(): Promise<void>
  /** Ends it as Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>
  output(): string
}

export async function startCatnap({
  data,
  env = {},
}: {
  data?: string
  env?: Record<string, string>
} = {}): Promise<Catnap> {
  const directory = data ?? (await mkdtemp(join(tmpdir(), 'catnap-')))
  const child = spawn(process.execPath, ['local/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', CATNAP_DATA: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const url = await eventually(`Catnap is up`, async () => {
    if (child.exitCode !== null) throw new Error(`Catnap ended at once:\n${output}`)
    const platform = JSON.parse(await readFile(join(directory, 'platform.json'), 'utf8'))
    if (platform.pid !== child.pid) return undefined
    const { ok } = await fetch(`${platform.url}/healthz`)
    return ok ? String(platform.url) : undefined
  })
  return {
    url,
    data: directory,
    signIn: (name) => signIn(url, name),
    pidsOf: (name) =>
      descendants(child)
        .filter(({ args }) => args.includes(`dist/${name}/`))
        .map(({ pid }) => pid),
    async killAll() {
      const pids = descendants(child).map(({ pid }) => pid)
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await eventually('the functions end with their platform', async () => !pids.some(isAlive) || undefined)
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill('SIGTERM')
      await once(child, 'exit')
      if (!data) await rm(directory, { recursive: true, force: true })
      return child.exitCode
    },
    output: () => output,
  }
}

async function signIn(url: string, name: string): Promise<Client> {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    token?: string,
  ) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
  }
  const { status, body } = await send('POST', '/sign-in', { name })
  if (status !== 200) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`)
  const token: string = body.token
  const client: Client = {
    token,
    send: (method, path, body, headers) => send(method, path, body, headers, token),
    async chat(message, timeZone = 'Europe/London') {
      const { status, body } = await client.send('POST', '/chat', { message, timeZone })
      if (status !== 200) throw new Error(`chat: ${status} ${JSON.stringify(body)}`)
      return body
    },
    async tasks(query = '') {
      const { status, body } = await client.send('GET', `/tasks?limit=100${query}`)
      if (status !== 200) throw new Error(`tasks: ${status} ${JSON.stringify(body)}`)
      return body.items
    },
  }
  return client
}

function descendants({ pid }: ChildProcess): { pid: number; args: string }[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return table.split('\n').flatMap((row) => {
    const [, child, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? []
    return Number(parent) === pid ? [{ pid: Number(child), args: args ?? '' }] : []
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
