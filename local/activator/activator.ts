import type { Console } from '../console.ts'
import { FunctionProcess, StartError } from './process.ts'
import { type Request, type Response, send } from './send.ts'

export interface FunctionSettings {
  name: string
  file: string
  /** Asked at each start. */
  environment: () => Record<string, string>
  /** Seconds without any load after which it is stopped. */
  idleSeconds: number
}

/** A running function held awake; `release` gives it back. */
export interface Lease {
  process: FunctionProcess
  release(): void
}

interface Entry {
  settings: FunctionSettings
  /** The start that led, or will lead, to the run that takes requests; undefined while at zero. */
  current: Promise<FunctionProcess> | undefined
  run: FunctionProcess | undefined
  load: number
  idle: NodeJS.Timeout | undefined
  /** Failed starts in a row, and the moment (performance.now) before which there is no other. */
  failures: number
  notBefore: number
}

const LONGEST_BACKOFF_MS = 30_000

/** Starts functions when something is there for them and stops them when nothing is. */
export class Activator {
  readonly host: string
  private readonly entries = new Map<string, Entry>()
  /** Every child process that lives, with its function: those that drain too. */
  private readonly alive = new Map<FunctionProcess, string>()
  private readonly console: Console
  private closed = false

  constructor(functions: FunctionSettings[], { host, console }: { host: string; console: Console }) {
    this.host = host
    this.console = console
    for (const settings of functions) {
      this.entries.set(settings.name, {
        settings,
        current: undefined,
        run: undefined,
        load: 0,
        idle: undefined,
        failures: 0,
        notBefore: 0,
      })
    }
  }

  has(app: string): boolean {
    return this.entries.has(app)
  }

  /** Whether it runs, or is about to. */
  isUp(app: string): boolean {
    return this.entries.get(app)?.current !== undefined
  }

  /** The process id of each function that runs. */
  pids(): Record<string, number> {
    return Object.fromEntries([...this.alive].map(([{ pid }, name]) => [name, pid]))
  }

  /** Wakes the function if need be and keeps it awake until the lease is released; rejects with a {@link StartError}. */
  async acquire(app: string): Promise<Lease> {
    const entry = this.entries.get(app)
    if (!entry) throw new StartError(`there is no function ${app}`)
    if (this.closed) throw new StartError('the platform is stopping')
    clearTimeout(entry.idle)
    entry.load++
    let released = false
    const release = () => {
      if (released) return
      released = true
      entry.load--
      this.rest(entry)
    }
    try {
      if (!entry.current) refuseTooSoon(entry)
      entry.current ??= this.start(entry)
      return { process: await entry.current, release }
    } catch (error) {
      release()
      throw error
    }
  }

  /** Sends one request to the function, waking it if need be. */
  async send(app: string, request: Request): Promise<Response> {
    const { process, release } = await this.acquire(app)
    try {
      return await send({ host: this.host, port: process.port, agent: process.agent }, request)
    } finally {
      release()
    }
  }

  /** Stops every function; each may end what it has. */
  async stop(): Promise<void> {
    this.closed = true
    for (const entry of this.entries.values()) clearTimeout(entry.idle)
    await Promise.all([...this.alive.keys()].map((run) => run.stop()))
  }

  private async start(entry: Entry): Promise<FunctionProcess> {
    const { settings } = entry
    const startedMs = performance.now()
    try {
      const run = await FunctionProcess.start(settings.name, {
        file: settings.file,
        environment: settings.environment(),
        host: this.host,
        console: this.console,
        spawned: (spawned) => this.watch(entry, spawned),
      })
      entry.failures = 0
      entry.run = run
      this.console.wake(settings.name, performance.now() - startedMs)
      return run
    } catch (error) {
      entry.current = undefined
      const pauseMs = Math.min(500 * 2 ** entry.failures++, LONGEST_BACKOFF_MS)
      entry.notBefore = performance.now() + pauseMs
      this.console.problem(
        settings.name,
        `${error instanceof Error ? error.message : error}; no new try for ${pauseMs / 1000} s`,
      )
      throw error
    }
  }

  private watch(entry: Entry, run: FunctionProcess): void {
    const { name } = entry.settings
    this.alive.set(run, name)
    void run.ended.then(() => {
      this.alive.delete(run)
      if (entry.run === run) {
        this.detach(entry)
        if (!this.closed)
          this.console.problem(name, `crashed (${run.ending}); the next event or request starts it again`)
      }
    })
    if (this.closed) void run.stop()
  }

  /** At rest for its idle time, the run is taken out of service first, then ended: what comes meanwhile starts another. */
  private rest(entry: Entry): void {
    if (entry.load > 0 || this.closed || !entry.current) return
    const { idleSeconds, name } = entry.settings
    clearTimeout(entry.idle)
    entry.idle = setTimeout(() => {
      const { run } = entry
      if (!run) return
      this.detach(entry)
      this.console.sleep(name, `idle for ${idleSeconds} s`)
      void run.stop()
    }, idleSeconds * 1000)
    entry.idle.unref()
  }

  private detach(entry: Entry): void {
    entry.current = undefined
    entry.run = undefined
  }
}

/** A function that just failed to start is not tried again at once. */
function refuseTooSoon({ notBefore }: Entry): void {
  const leftMs = notBefore - performance.now()
  if (leftMs > 0) throw new StartError(`failed to start; next try in ${Math.ceil(leftMs / 1000)} s`)
}
