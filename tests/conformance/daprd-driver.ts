import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '../../local/fixtures/call.ts'
import { freePort } from '../../scripts/dapr/ports.ts'
import { type Daprd, startDaprd } from '../real/daprd.ts'
import { startKafka } from '../real/kafka.ts'
import { startPostgres } from '../real/postgres.ts'
import { startScheduler } from '../real/scheduler.ts'
import { kill, startApp } from './app-process.ts'
import { startRecorder } from './recorder.ts'
import { secrets, writeResources } from './resources.ts'
import { type App, apps, type Driver } from './world.ts'

const tokens = { daprApiToken: 'token-of-dapr', appApiToken: 'token-of-the-app' }

/** A world of real processes: a daprd for each app, PostgreSQL, Kafka, Dapr's scheduler. */
export const daprdWorld: Driver = async (resources, spec) => {
  const cleanup: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of cleanup.splice(0).reverse()) await step()
  }
  const started = async <T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> => {
    const ready = await server
    cleanup.push(() => ready.stop())
    return ready
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
    cleanup.push(() => rm(folder, { recursive: true, force: true }))
    const recorder = await startRecorder()
    cleanup.push(() => recorder.close())
    const [postgres, kafka, scheduler] = await Promise.all([
      started(startPostgres()),
      started(startKafka()),
      started(startScheduler()),
    ])

    await writeResources(join(folder, 'resources'), resources({ brokers: kafka.brokers }))
    await writeFile(
      join(folder, 'secrets.json'),
      JSON.stringify({ ...secrets, 'database-url': postgres.url('postgres') }),
    )
    await writeFile(join(folder, 'configuration.yaml'), configuration(join(folder, 'names.db'), spec))

    const processes = new Map<App, { daprd: Daprd; port: number; app: ChildProcess }>()
    const environmentOf = (app: App) => ({ APP_ID: app, RECORDER: recorder.url })
    // One after the other: two at once would make the same tables.
    for (const id of apps) {
      const port = await freePort()
      const app = await startApp(port, environmentOf(id))
      cleanup.push(() => kill(processes.get(id)?.app ?? app))
      const daprd = await started(
        startDaprd({
          appId: id,
          appPort: port,
          resources: [join(folder, 'resources')],
          configs: [join(folder, 'configuration.yaml')],
          scheduler: scheduler.address,
          cwd: folder,
          env: { DAPR_API_TOKEN: tokens.daprApiToken, APP_API_TOKEN: tokens.appApiToken },
        }),
      )
      processes.set(id, { daprd, port, app })
      const log = process.env.CONFORMANCE_LOG
      if (log) cleanup.push(() => writeFile(`${log}-${id}.log`, daprd.output()))
      await daprd.ready()
    }
    const of = (app: App) => processes.get(app) ?? fail(`there is no ${app}`)
    return {
      tokens,
      recorder,
      endpoint: (app) => of(app).daprd.endpoint,
      dapr: (app) => (method, path, body, headers) =>
        call(of(app).daprd.endpoint + path, method, body, { 'dapr-api-token': tokens.daprApiToken, ...headers }),
      killApp: (app) => kill(of(app).app),
      startApp: async (app) => {
        const { daprd, port } = of(app)
        processes.set(app, { daprd, port, app: await startApp(port, environmentOf(app)) })
      },
      killDapr: (app) => of(app).daprd.kill(),
      startDapr: async (app) => {
        await of(app).daprd.restart()
        await of(app).daprd.ready()
      },
      killScheduler: () => scheduler.kill(),
      startScheduler: () => scheduler.restart(),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The database of names is how daprds on one machine find each other without a network. */
function configuration(names: string, spec: string): string {
  return `apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata: { name: conformance }
spec:
${spec}
  nameResolution: { component: sqlite, version: v1, configuration: { connectionString: "${names}" } }
`
}

function fail(message: string): never {
  throw new Error(message)
}
