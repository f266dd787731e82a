import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import type { Console } from '../../local/console.ts'
import { daprdArguments, schedulerArguments } from './commands.ts'
import { freePort } from './ports.ts'
import { daprProgram } from './programs.ts'
import { type Supervised, supervise } from './supervise.ts'
import type { AppRun } from './template.ts'

export interface RunOptions {
  apps: readonly AppRun[]
  /** Where the scheduler keeps its jobs, and daprds find each other. */
  data: string
  /** What relative paths in components count from. */
  cwd: string
  tokens: { daprApiToken: string; appApiToken: string }
  console: Console
}

export interface Running {
  /** The Dapr endpoint of each app. */
  endpoints: Record<string, { url: string }>
  /** Resolves when every daprd has its components, its app and the scheduler. */
  ready(): Promise<void>
  stop(): Promise<void>
}

/** Runs a scheduler, and each app with a daprd beside it, as `dapr run -f` does; what ends is started again. */
export async function runApps({ apps, data, cwd, tokens, console }: RunOptions): Promise<Running> {
  const daprd = daprProgram('daprd')
  const scheduler = daprProgram('scheduler')
  const folder = resolve(data, 'dapr')
  await mkdir(folder, { recursive: true })
  const schedulerPort = await freePort()
  const parts: Supervised[] = [
    supervise(
      {
        name: 'scheduler',
        command: scheduler,
        args: schedulerArguments({
          port: schedulerPort,
          healthPort: await freePort(),
          etcdClientPort: await freePort(),
          etcdPeerPort: await freePort(),
          folder,
        }),
        cwd: folder,
        env: {},
        ours: false,
      },
      console,
    ),
  ]
  const names = await nameResolution(folder)
  const endpoints: Running['endpoints'] = {}
  for (const { appId, appPort, daprHttpPort, resources, config, command, folder: appFolder, env } of apps) {
    const httpPort = daprHttpPort ?? (await freePort())
    const [program = '', ...args] = command
    const shared = {
      ...env,
      APP_ID: appId,
      APP_PORT: String(appPort),
      DAPR_HTTP_PORT: String(httpPort),
      DAPR_API_TOKEN: tokens.daprApiToken,
      APP_API_TOKEN: tokens.appApiToken,
      CATNAP_DATA: resolve(data),
    }
    const app = { name: appId, command: resolve(appFolder, program), args, cwd: appFolder, env: shared, ours: true }
    const itsDaprd = {
      name: appId,
      command: daprd,
      args: daprdArguments({
        appId,
        appPort,
        resources,
        configs: [config, names],
        scheduler: `127.0.0.1:${schedulerPort}`,
        httpPort,
        grpcPort: await freePort(),
        internalGrpcPort: await freePort(),
        metricsPort: await freePort(),
      }),
      cwd,
      env: shared,
      ours: false,
    }
    parts.push(supervise(app, console), supervise(itsDaprd, console))
    endpoints[appId] = { url: `http://127.0.0.1:${httpPort}` }
  }
  return {
    endpoints,
    async ready() {
      await Promise.all(Object.values(endpoints).map(({ url }) => untilHealthy(`${url}/v1.0/healthz`)))
    },
    async stop() {
      // The scheduler, the first of them, last: the others may still have jobs to make or to delete.
      const [first, ...others] = parts
      await Promise.all(others.map((part) => part.stop()))
      await first?.stop()
    },
  }
}

/** How daprds of one machine find each other without a network: by a file. It is no part of `dapr/`, which clusters read too. */
async function nameResolution(folder: string): Promise<string> {
  const names = join(folder, 'names.db')
  await rm(names, { force: true })
  const file = join(folder, 'name-resolution.yaml')
  const configuration = {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: 'name-resolution' },
    spec: { nameResolution: { component: 'sqlite', version: 'v1', configuration: { connectionString: names } } },
  }
  await writeFile(file, stringify(configuration))
  return file
}

async function untilHealthy(url: string): Promise<void> {
  for (;;) {
    const healthy = await fetch(url).then(
      ({ ok }) => ok,
      // Not listening yet.
      () => false,
    )
    if (healthy) return
    await pause(100)
  }
}
