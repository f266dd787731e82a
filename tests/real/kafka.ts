import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../scripts/dapr/ports.ts'
import { serverFolder } from './folder.ts'
import { kafkaLibraries, programs } from './programs.ts'
import { type RealServer, startServer } from './server.ts'

const run = promisify(execFile)

export interface KafkaServer extends RealServer {
  port: number
  /** What a client's `brokers` says. */
  brokers: string
}

/** One Kafka node that is broker and controller; a topic is made when it is first used, with 12 partitions. */
export async function startKafka(): Promise<KafkaServer> {
  const folder = await serverFolder('kafka')
  const port = await freePort()
  const settings = join(folder, 'server.properties')
  const logging = join(folder, 'log4j2.xml')
  await writeFile(settings, settingsOf(port, await freePort(), join(folder, 'logs')))
  await writeFile(logging, log4j)
  // The C1 compiler alone and a serial collector: up in half the time, on a machine that has other things to do.
  const java = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Dlog4j2.configurationFile=file:${logging}`]
  const classes = ['-cp', join(kafkaLibraries(), '*')]
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A')
  await run(programs.java(), [...java, ...classes, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', settings])

  const server = await startServer({
    name: 'Kafka',
    command: programs.java(),
    args: ['-Xms32m', '-Xmx256m', ...java, ...classes, 'kafka.Kafka', settings],
    cwd: folder,
    folder,
    ready: (output) => output.includes('Kafka Server started'),
  })
  return Object.assign(server, { port, brokers: `127.0.0.1:${port}` })
}

const log4j = `<Configuration status="WARN">
  <Appenders><Console name="console"><PatternLayout pattern="%d %p %m (%c{1})%n"/></Console></Appenders>
  <Loggers><Root level="INFO"><AppenderRef ref="console"/></Root></Loggers>
</Configuration>
`

/** A small broker: one of everything that a cluster has three of, and few threads. */
function settingsOf(port: number, controllerPort: number, logs: string): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logs,
    'num.partitions': 12,
    'auto.create.topics.enable': true,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'num.network.threads': 1,
    'num.io.threads': 2,
    'background.threads': 2,
    'num.recovery.threads.per.data.dir': 1,
    'broker.session.timeout.ms': 2_000,
    'broker.heartbeat.interval.ms': 500,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
