import { functionNames } from '../../scripts/definitions.ts'
import { type MemoryDapr, memoryDapr } from '../../shared/dapr/fixtures/memory-dapr.ts'
import { createApp, type FunctionApp } from '../../shared/function/app.ts'
import { background } from '../../shared/function/background.ts'
import type { FunctionDefinition } from '../../shared/function/definition.ts'
import { jsonLog } from '../../shared/function/log.ts'
import { pgliteBinding } from './pglite-binding.ts'

export interface InProcessApp {
  dapr: MemoryDapr
  /** Log lines of all functions. */
  lines: Record<string, unknown>[]
  app(name: string): FunctionApp
  /** Delivers what was published to whom it concerns, and what follows from it, until nothing is left. */
  settle(options?: { times?: number }): Promise<void>
  /** Lets a job fire now. */
  fire(job: string): Promise<Response>
  close(): Promise<void>
}

/** Every function there is, by the folders under `functions/`. */
export async function allFunctions(): Promise<FunctionDefinition[]> {
  const names = await functionNames()
  const modules = await Promise.all(names.map((name) => import(`../../functions/${name}/function.ts`)))
  return modules.map((module: { default: FunctionDefinition }) => module.default)
}

/** Functions in this process, over a Dapr in memory and a read model in PGlite: fast, and seen by the coverage. */
export async function inProcess(definitions: readonly FunctionDefinition[]): Promise<InProcessApp> {
  const { database, bind } = await pgliteBinding()
  const dapr: MemoryDapr = Object.assign(memoryDapr(), {
    bind,
    metadata: async () => ({ components: [{ name: 'database', type: 'bindings.postgresql' }] }),
  })
  const lines: Record<string, unknown>[] = []
  const work = background()
  const apps = new Map(
    definitions.map((definition) => {
      const log = jsonLog(definition.name, (line) => lines.push(JSON.parse(line)))
      return [
        definition.name,
        { definition, app: createApp(definition, { dapr, name: definition.name, log, background: work }) },
      ]
    }),
  )
  const appNamed = (name: string) => {
    const found = apps.get(name)
    if (!found) throw new Error(`no function ${name}`)
    return found
  }
  const post = (name: string, path: string, body: unknown) =>
    appNamed(name).app.fetch(
      new Request(`http://app${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(body),
      }),
    )

  return {
    dapr,
    lines,
    app: (name) => appNamed(name).app,
    async settle({ times = 1 } = {}) {
      await work.idle()
      for (let next = dapr.published.shift(); next; next = dapr.published.shift()) {
        for (const { definition } of apps.values()) {
          const subscription = definition.subscriptions.find(({ topic }) => topic === next.topic)
          if (!subscription?.types.includes(String(next.event.type))) continue
          for (let time = 0; time < times; time++) {
            const { status } = await (await post(definition.name, '/events', next.event)).json()
            if (status !== 'SUCCESS') throw new Error(`${definition.name}: ${status} ${JSON.stringify(lines.at(-1))}`)
          }
        }
      }
    },
    async fire(job) {
      const data = dapr.scheduled.get(job)?.data
      const owner = [...apps.values()].find(({ definition }) =>
        definition.jobPrefixes.some((prefix) => job.startsWith(`${prefix}-`)),
      )
      if (data === undefined || !owner) throw new Error(`no job ${job}`)
      dapr.scheduled.delete(job)
      return post(owner.definition.name, `/job/${job}`, { data })
    },
    close: () => database.close(),
  }
}
