import type { PGlite } from '@electric-sql/pglite'
import type { Activator } from '../activator/activator.ts'
import type { Console } from '../console.ts'
import { pause } from '../pause.ts'
import { type JobDefinition, nextTick, retryDelay } from './job.ts'
import { JobStore, type StoredJob } from './store.ts'
import { Alarm } from './timer.ts'

const MOST_AT_A_TIME = 100

export interface SchedulerOptions {
  database: PGlite
  activator: Activator
  /** Sent to apps as `dapr-api-token`. */
  appToken: string
  console: Console
}

/** Jobs in rows, one alarm for the one that is due next; a tick is done when the app has answered, whatever dies meanwhile. */
export class Scheduler {
  private readonly store: JobStore
  private readonly options: SchedulerOptions
  private readonly running = new Map<string, { work: Promise<void>; changed: AbortController }>()
  private readonly alarm = new Alarm(() => void this.look())
  private readonly stopping = new AbortController()
  private looking: Promise<void> = Promise.resolve()

  constructor(options: SchedulerOptions) {
    this.store = new JobStore(options.database)
    this.options = options
  }

  /** Fires what became due while nothing ran, and sets the alarm for the rest. */
  async start(): Promise<void> {
    await this.look()
  }

  /** False when there is such a job and it is not to be overwritten. */
  async schedule(
    app: string,
    name: string,
    definition: JobDefinition,
    firstAt: number,
    overwrite: boolean,
  ): Promise<boolean> {
    const done = await this.store.put(app, name, definition, firstAt, overwrite)
    if (done) {
      this.alarm.noLaterThan(firstAt)
      this.running.get(keyOf({ app, name }))?.changed.abort()
    }
    return done
  }

  get(app: string, name: string): Promise<StoredJob | null> {
    return this.store.get(app, name)
  }

  async delete(app: string, name: string): Promise<void> {
    await this.store.delete(app, name)
    this.running.get(keyOf({ app, name }))?.changed.abort()
  }

  /** Starts no more ticks; resolves when those that run are over. */
  async stop(): Promise<void> {
    this.stopping.abort()
    this.alarm.clear()
    await this.looking
    await Promise.all([...this.running.values()].map(({ work }) => work))
  }

  /** Starts all that is due and sets the alarm for what comes after; one look follows the other. */
  private look(): Promise<void> {
    this.looking = this.looking.then(() => this.lookOnce())
    return this.looking
  }

  private async lookOnce(): Promise<void> {
    // With no room the next look is that of the tick that ends first.
    const room = MOST_AT_A_TIME - this.running.size
    if (this.stopping.signal.aborted || room <= 0) return
    try {
      for (const job of await this.store.due(Date.now(), [...this.running.keys()], room)) this.run(job)
      const nearest = await this.store.nearest([...this.running.keys()])
      if (nearest !== null && !this.stopping.signal.aborted) this.alarm.noLaterThan(nearest)
    } catch (error) {
      this.options.console.problem('jobs', error instanceof Error ? error.message : String(error))
      this.alarm.noLaterThan(Date.now() + 1000)
    }
  }

  private run(job: StoredJob): void {
    const key = keyOf(job)
    const changed = new AbortController()
    const work = this.tick(job, AbortSignal.any([this.stopping.signal, changed.signal]))
      .catch((error) =>
        this.options.console.problem(job.app, `job ${job.name}: ${error instanceof Error ? error.message : error}`),
      )
      .finally(() => {
        this.running.delete(key)
        void this.look()
      })
    this.running.set(key, { work, changed })
  }

  /** One tick with its retries; `over` ends the waiting for a retry: the platform stops, or the job is another now. */
  private async tick(job: StoredJob, over: AbortSignal): Promise<void> {
    for (let retry = 1; ; retry++) {
      const ended = await this.attempt(job)
      if (ended) break
      const delayMs = retryDelay(job.definition.failurePolicy, retry)
      if (delayMs === null) break
      if (!(await pause(delayMs, over))) return
    }
    const ticks = job.ticks + 1
    await this.store.advance({ ...job, ticks }, nextTick(job.definition, job.nextAt, ticks))
  }

  /** Whether this tick is over: the app took it, or said with 404 that it knows no such job. */
  private async attempt({ app, name, definition }: StoredJob): Promise<boolean> {
    const { activator, appToken, console } = this.options
    const startedMs = performance.now()
    const label = `job ${name}`
    try {
      const { status } = await activator.send(app, {
        method: 'POST',
        path: `/job/${encodeURIComponent(name)}`,
        headers: { 'content-type': 'application/json', 'dapr-api-token': appToken },
        body: JSON.stringify(definition.data),
      })
      const good = status >= 200 && status < 300
      console.handled(app, label, good ? 'done' : String(status), performance.now() - startedMs)
      return good || status === 404
    } catch (error) {
      if (!this.stopping.signal.aborted)
        console.problem(app, `${label}: ${error instanceof Error ? error.message : error}`)
      return false
    }
  }
}

function keyOf({ app, name }: Pick<StoredJob, 'app' | 'name'>): string {
  return `${app}/${name}`
}
