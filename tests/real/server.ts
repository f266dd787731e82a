import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { eventually } from '../support/eventually.ts'

/** A real server that a test started; it has its ports and its data for as long as the test lasts. */
export interface RealServer {
  readonly pid: number
  /** All that it wrote so far. */
  output(): string
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
  /** Starts it again on the same ports and data, ending it first if it runs; resolves when it is ready. */
  restart(): Promise<void>
  /** Ends it for good and removes its data. */
  stop(): Promise<void>
}

export interface ServerOptions {
  name: string
  command: string
  args: readonly string[]
  cwd?: string
  env?: Record<string, string>
  /** The user it runs as, by number; some servers refuse to be root. */
  user?: { uid: number; gid: number } | undefined
  /** Gives true once the server takes requests; asked again and again until then, with what it wrote since its start. */
  ready: (output: string) => Promise<boolean> | boolean
  /** Runs when it has ended for good. */
  afterEnd?: () => Promise<unknown>
  /** Removed at the end. */
  folder?: string | undefined
}

/** Whatever ends this process, its servers end with it. */
const atExit = new Set<() => void>()
process.once('exit', () => {
  for (const end of atExit) end()
})

/** Starts a server and waits until it is ready; rejects with its output when it ends instead. */
export async function startServer(options: ServerOptions): Promise<RealServer> {
  let output = ''
  let child: ChildProcess

  const start = async () => {
    const { command, args, cwd, env, user, name, ready } = options
    const started = spawn(command, args, {
      ...(cwd && { cwd }),
      ...user,
      env: { ...process.env, ...env },
      // A group of its own: some servers are a script whose child is the server.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const from = output.length
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
      })
    }
    const ended = once(started, 'exit').then(() => {
      throw new Error(`${name} ended before it was ready`)
    })
    const up = eventually(`${name} is ready`, async () => {
      if (!isRunning(started)) return true
      return (await ready(output.slice(from))) || undefined
    })
    await Promise.race([up, ended])
    ended.catch(() => undefined)
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!isRunning(child)) return
    signalGroup(child, signal)
    await once(child, 'exit')
  }
  atExit.add(() => signalGroup(child, 'SIGKILL'))
  /** A server in good health ends when asked; the others must go too. */
  const endInOrder = async () => {
    const limit = setTimeout(() => signalGroup(child, 'SIGKILL'), 10_000)
    await end('SIGTERM')
    clearTimeout(limit)
  }

  await start().catch(async (error) => {
    await end('SIGKILL')
    throw new Error(`${error.message}\n${output.slice(-4_000)}`, { cause: error })
  })
  return {
    get pid() {
      return child.pid ?? 0
    },
    output: () => output,
    kill: () => end('SIGKILL'),
    async restart() {
      await endInOrder()
      await start()
    },
    async stop() {
      await endInOrder()
      await options.afterEnd?.()
      if (options.folder) await rm(options.folder, { recursive: true, force: true })
    },
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (isRunning(child) && child.pid !== undefined) process.kill(-child.pid, signal)
}
