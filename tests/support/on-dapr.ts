import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { readManifests } from '../../scripts/build.ts'
import { multiAppRun } from '../../scripts/dapr/multi-app-run.ts'
import { freePort } from '../../scripts/dapr/ports.ts'
import { root } from '../../scripts/definitions.ts'
import { startNeonEndpoint } from '../neon/endpoint.ts'
import { startKafka } from '../real/kafka.ts'
import { type PostgresServer, startPostgres } from '../real/postgres.ts'
import { startRabbitmq } from '../real/rabbitmq.ts'
import type { RealServer } from '../real/server.ts'
import type { Catnap, PlatformName } from './catnap.ts'
import { signIn } from './client.ts'
import { startPlatform } from './platform-process.ts'

/** What a Catnap on the real Dapr stands on; it outlives the kill of the platform, as it would in the field. */
interface Ground {
  postgres: PostgresServer
  broker: RealServer
  /** The template that it is run by. */
  template: string
  apiUrl: string
  stop(): Promise<void>
}

/** Catnap on the real Dapr, with the servers under it. */
export interface CatnapOnDapr extends Catnap {
  postgres: PostgresServer
  broker: RealServer
  /** Process ids of a function's daprd, or of the scheduler. */
  pidsOfDaprd(name: string): number[]
  pidsOfScheduler(): number[]
}

const grounds = new Map<string, Ground>()

/** Catnap as `npm run start:dapr` runs it, on servers of its own; `dapr/` is as in the repository but for addresses. */
export async function startOnDapr(
  on: Exclude<PlatformName, 'embedded'>,
  data: string,
  env: Record<string, string>,
): Promise<CatnapOnDapr> {
  const known = grounds.get(data)
  const ground = known ?? (await layGround(on, data))
  grounds.set(data, ground)
  const platform = await startPlatform(['scripts/start-dapr.ts', ground.template], data, env)
  const { url, descendants, killAll, output } = platform
  const pids = (...words: string[]) =>
    descendants().flatMap(({ pid, args }) => (words.every((word) => args.includes(word)) ? [pid] : []))
  return {
    url,
    apiUrl: ground.apiUrl,
    data,
    output,
    killAll,
    postgres: ground.postgres,
    broker: ground.broker,
    pidsOf: (name) => pids(`dist/${name}/`),
    pidsOfDaprd: (name) => pids('daprd', `--app-id=${name} `),
    pidsOfScheduler: () => pids('scheduler', '--etcd-data-dir'),
    signIn: (name) => signIn(url, name),
    untilAsleep: () => Promise.resolve(),
    async stop() {
      const code = await platform.stop()
      if (grounds.delete(data)) {
        await ground.stop()
        await rm(data, { recursive: true, force: true })
      }
      return code
    },
  }
}

async function layGround(on: Exclude<PlatformName, 'embedded'>, data: string): Promise<Ground> {
  const folder = join(data, 'ground')
  const yaml = join(folder, 'dapr')
  await mkdir(folder, { recursive: true })
  await cp(`${root}dapr`, yaml, { recursive: true })
  const postgres = await startPostgres()
  await postgres.createDatabase('catnap')
  const secrets: Record<string, string> = { 'database-url': postgres.keywords('catnap') }
  const servers: { stop(): Promise<void> }[] = [postgres]

  const component = (name: string) => join(yaml, 'components', `${name}.yaml`)
  const startBroker = async () => {
    if (on !== 'dapr-rabbitmq') {
      const kafka = await startKafka()
      await replaceIn(component('events'), '127.0.0.1:9092', kafka.brokers)
      return kafka
    }
    const rabbitmq = await startRabbitmq()
    await cp(`${root}dapr/alternatives/events.rabbitmq.yaml`, component('events'))
    secrets['rabbitmq-url'] = rabbitmq.url
    return rabbitmq
  }
  const broker = await startBroker()
  servers.push(broker)
  if (on === 'dapr-neon') {
    const neon = await startNeonEndpoint({ postgresPort: postgres.port })
    servers.push({ stop: () => neon.close() })
    await rm(component('database'))
    secrets['neon-url'] = neon.connectionString('postgres', 'none', 'catnap')
  }
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(secrets))

  const manifests = await readManifests()
  const ports = await Promise.all(
    Array.from({ length: manifests.length + 1 }, async () => ({ app: await freePort(), dapr: await freePort() })),
  )
  const [front] = ports
  if (!front) throw new Error('no ports')
  const template = join(folder, 'dapr.yaml')
  const place = { port: front.app, portsOf: (index: number) => ports[index] ?? front, root, yaml }
  await writeFile(template, stringify(multiAppRun(manifests, place)))
  const api = manifests.findIndex(({ kind }) => kind === 'http')
  return {
    postgres,
    broker,
    template,
    apiUrl: `http://127.0.0.1:${place.portsOf(api + 1).app}`,
    async stop() {
      for (const server of servers.reverse()) await server.stop()
    },
  }
}

async function replaceIn(file: string, old: string, by: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  if (!text.includes(old)) throw new Error(`${file} does not say ${old}`)
  await writeFile(file, text.replace(old, by))
}
