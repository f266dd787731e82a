import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { call } from '../../local/fixtures/call.ts'
import { kill } from './app-process.ts'
import { startRecorder } from './recorder.ts'
import { secrets, writeResources } from './resources.ts'
import { type App, apps, type Driver, type World } from './world.ts'

interface Run {
  child: ChildProcess
  endpoints: Record<string, string>
  tokens: World['tokens']
}

/** A world on the embedded platform. Its scheduler and the Dapr of all its apps are one process. */
export const localWorld: Driver = async (resources, spec) => {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  const recorder = await startRecorder()
  await writeResources(join(folder, 'resources'), resources({ brokers: 'none:9092' }))
  await writeFile(join(folder, 'secrets.json'), JSON.stringify({ ...secrets, 'database-url': 'none' }))
  await writeFile(
    join(folder, 'resources/configuration.yaml'),
    `apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata: { name: conformance }\nspec:\n${spec}\n`,
  )
  for (const app of apps) {
    await mkdir(join(folder, 'bundles', app), { recursive: true })
    await writeFile(
      join(folder, 'bundles', app, 'function.js'),
      `import ${JSON.stringify(join(import.meta.dirname, 'app.ts'))}\n`,
    )
  }
  const start = () => startPlatform(folder, recorder.url)
  let run = await start()
  const markerOf = (app: App) => join(folder, `${app}.down`)
  const world: World = {
    tokens: run.tokens,
    recorder,
    endpoint: (app) => run.endpoints[app] ?? '',
    dapr: (app) => (method, path, body, headers) =>
      call(world.endpoint(app) + path, method, body, { 'dapr-api-token': run.tokens.daprApiToken, ...headers }),
    killApp: async (app) => {
      await writeFile(markerOf(app), '')
      const pid = recorder.received((received) => received.app === app).at(-1)?.pid
      if (pid) await killProcess(pid)
    },
    startApp: (app) => rm(markerOf(app), { force: true }),
    killDapr: () => kill(run.child),
    startDapr: async () => {
      await kill(run.child)
      run = await start()
    },
    killScheduler: () => kill(run.child),
    startScheduler: async () => {
      run = await start()
    },
    stop: async () => {
      if (run.child.exitCode === null && run.child.signalCode === null) {
        run.child.kill('SIGTERM')
        await once(run.child, 'exit')
      }
      await recorder.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return world
}

async function startPlatform(folder: string, recorder: string): Promise<Run> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'local-platform.ts'), folder], {
    env: { ...process.env, RECORDER: recorder, DOWN_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  if (!child.stdout) throw new Error('the platform has no output')
  const ended = once(child, 'exit').then(() => {
    throw new Error('the platform ended before it was ready')
  })
  ended.catch(() => undefined)
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  return { child, ...JSON.parse(line) }
}

async function killProcess(pid: number): Promise<void> {
  try {
    for (process.kill(pid, 'SIGKILL'); ; process.kill(pid, 0)) await new Promise((resolve) => setTimeout(resolve, 10))
  } catch {
    // It is gone.
  }
}
