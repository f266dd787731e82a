import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { nodeFlags } from '../../shared/function/node-flags.ts'
import type { Console } from '../console.ts'
import { foldOutput } from './output.ts'
import { freePort, untilListening } from './port.ts'

const START_LIMIT_MS = 30_000
const DRAIN_LIMIT_MS = 10_000

/** A function that could not be started; whoever asked for it may try again later. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** One run of a function: a child process that listens, from its start to its end. */
export class FunctionProcess {
  readonly agent = new Agent({ keepAlive: true })
  readonly port: number
  readonly ended: Promise<void>
  private readonly child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.child = child
    this.port = port
    this.ended = new Promise((resolve) => {
      child.once('exit', () => {
        this.agent.destroy()
        resolve()
      })
    })
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** How it ended, for a person to read. */
  get ending(): string {
    const { signalCode, exitCode } = this.child
    return signalCode ? `killed by ${signalCode}` : `exit code ${exitCode}`
  }

  /** Starts `file` and resolves when it listens; rejects with a {@link StartError}. `spawned` gets it before that. */
  static async start(
    app: string,
    {
      file,
      host,
      environment,
      console,
      spawned,
    }: {
      file: string
      host: string
      environment: Record<string, string>
      console: Console
      spawned(process: FunctionProcess): void
    },
  ): Promise<FunctionProcess> {
    const port = await freePort(host)
    const child = spawn(process.execPath, [...nodeFlags, file], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A signal from the terminal is for the platform alone: it ends its functions in order.
      detached: true,
      env: { ...process.env, ...environment, PORT: String(port), HOST: host },
    })
    if (child.stdout) foldOutput(app, child.stdout, false, console)
    if (child.stderr) foldOutput(app, child.stderr, true, console)
    const run = new FunctionProcess(child, port)
    const failed = once(child, 'error').then(([error]) => {
      throw new StartError(`could not be started: ${error.message}`)
    })
    const died = run.ended.then(() => {
      throw new StartError(`ended before it listened (${run.ending})`)
    })
    spawned(run)
    const limit = AbortSignal.timeout(START_LIMIT_MS)
    const giveUp = new AbortController()
    try {
      await Promise.race([untilListening(port, host, AbortSignal.any([limit, giveUp.signal])), failed, died])
      return run
    } catch (error) {
      if (error instanceof StartError) throw error
      child.kill('SIGKILL')
      throw new StartError(`did not listen on its PORT within ${START_LIMIT_MS / 1000} s`)
    } finally {
      giveUp.abort()
      failed.catch(() => undefined)
      died.catch(() => undefined)
    }
  }

  /** Asks it to end what it has and go; kills it when it takes too long. */
  async stop(): Promise<void> {
    if (!this.running) return
    // Connections that are kept alive would keep it from ending.
    this.agent.maxFreeSockets = 0
    for (const sockets of Object.values(this.agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    this.child.kill('SIGTERM')
    const limit = setTimeout(() => this.child.kill('SIGKILL'), DRAIN_LIMIT_MS)
    await this.ended
    clearTimeout(limit)
  }
}
