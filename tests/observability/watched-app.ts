import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readManifests } from '../../scripts/build.ts'
import { freePort } from '../../scripts/dapr/ports.ts'
import { root } from '../../scripts/definitions.ts'
import { catalog } from '../../shared/events/catalog.ts'
import { type TestIssuer, testIssuer } from '../in-process/issuer.ts'
import { type Daprd, startDaprd } from '../real/daprd.ts'
import { serverFolder } from '../real/folder.ts'
import { type KafkaServer, startKafka } from '../real/kafka.ts'
import { startPostgres } from '../real/postgres.ts'
import { startScheduler } from '../real/scheduler.ts'
import { type RealServer, startServer } from '../real/server.ts'
import { type Collector, startCollector } from './collector.ts'
import { tapWire, type WireTap } from './wire-tap.ts'

export type LogLine = Record<string, unknown>

/** Every function with its daprd, watched from all sides. */
export interface WatchedApp {
  issuer: TestIssuer
  collector: Collector
  wire: WireTap
  kafka: KafkaServer
  /** Where a function listens. */
  url(name: string): string
  /** The lines that a function logged so far. */
  log(name: string): LogLine[]
  /** All that functions wrote. */
  output(): string
  /** The Dapr of a function. */
  dapr(name: string): Daprd
  /** The metrics of a function's daprd, in the text format of Prometheus. */
  metrics(name: string): Promise<string>
  /** The value of one of daprd's metrics, summed over the series that have these labels. */
  metric(name: string, metric: string, labels: Record<string, string>): Promise<number>
  stop(): Promise<void>
}

/** The app on the real Dapr by the repository's own YAML, with a collector of spans and a subscriber that only listens. */
export async function startWatchedApp(): Promise<WatchedApp> {
  const cleanup: (() => unknown)[] = []
  const stop = async () => {
    for (const step of cleanup.splice(0).reverse()) await step()
  }
  const kept = <T extends { stop(): Promise<void> }>(one: T): T => {
    cleanup.push(() => one.stop())
    return one
  }
  try {
    const folder = await serverFolder('watched')
    cleanup.push(() => rm(folder, { recursive: true, force: true }))
    const postgres = kept(await startPostgres())
    await postgres.createDatabase('catnap')
    const kafka = kept(await startKafka())
    const scheduler = kept(await startScheduler())
    const issuer = await testIssuer()
    const collector = await startCollector()
    cleanup.push(issuer.close, collector.close)
    const topics = [...new Set(catalog.map(({ topic }) => topic))]
    const wire = kept(await tapWire(kafka.brokers, topics, folder))

    await writeYaml(folder, kafka.brokers, collector.url)
    await writeFile(join(folder, 'secrets.json'), JSON.stringify({ 'database-url': postgres.keywords('catnap') }))
    const daprds = new Map<string, Daprd>()
    const functions = new Map<string, { url: string; server: RealServer }>()
    for (const { name } of await readManifests()) {
      const appPort = await freePort()
      const yaml = join(folder, 'dapr')
      const daprd = await startDaprd({
        appId: name,
        appPort,
        resources: [join(yaml, 'components'), join(yaml, 'subscriptions'), yaml],
        configs: [join(yaml, 'configuration.yaml'), join(folder, 'spans.yaml')],
        scheduler: scheduler.address,
        cwd: folder,
        // Spans are sent on at once, not every five seconds.
        env: { OTEL_BSP_SCHEDULE_DELAY: '100' },
      })
      daprds.set(name, kept(daprd))
      const url = `http://127.0.0.1:${appPort}`
      const server = await startServer({
        name,
        command: process.execPath,
        args: [`${root}dist/${name}/function.js`],
        env: { ...issuer.settings, HOST: '127.0.0.1', PORT: String(appPort), DAPR_HTTP_PORT: String(daprd.httpPort) },
        ready: async () => (await fetch(`${url}/healthz`)).ok,
      })
      functions.set(name, { url, server: kept(server) })
    }
    await Promise.all([...daprds.values()].map((daprd) => daprd.ready()))

    const named = <T>(all: Map<string, T>, name: string): T => {
      const one = all.get(name)
      if (!one) throw new Error(`there is no function ${name}`)
      return one
    }
    const metrics = async (name: string) => {
      const answer = await fetch(`http://127.0.0.1:${named(daprds, name).metricsPort}/metrics`)
      return answer.text()
    }
    return {
      issuer,
      collector,
      wire,
      kafka,
      stop,
      url: (name) => named(functions, name).url,
      log: (name) => linesOf(named(functions, name).server.output()),
      output: () => [...functions.values()].map(({ server }) => server.output()).join(''),
      dapr: (name) => named(daprds, name),
      metrics,
      metric: async (name, metric, labels) => sumOf(await metrics(name), metric, labels),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** `dapr/` as it is in the repository but for the broker's address, and beside it what an environment adds to it. */
async function writeYaml(folder: string, brokers: string, spansTo: string): Promise<void> {
  const yaml = join(folder, 'dapr')
  await cp(`${root}dapr`, yaml, { recursive: true })
  const events = join(yaml, 'components/events.yaml')
  await writeFile(events, (await readFile(events, 'utf8')).replace('127.0.0.1:9092', brokers))
  const spans = {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: 'spans' },
    spec: { tracing: { zipkin: { endpointAddress: spansTo } } },
  }
  await writeFile(join(folder, 'spans.yaml'), JSON.stringify(spans))
}

function linesOf(output: string): LogLine[] {
  return output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
}

/** Adds up lines such as `name{label="value",…} number`. */
function sumOf(text: string, metric: string, labels: Record<string, string>): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const values = text.split('\n').flatMap((line) => {
    const [, name, series = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    return name === metric && wanted.every((label) => series.split(',').includes(label)) ? [Number(value)] : []
  })
  return values.reduce((sum, value) => sum + value, 0)
}
