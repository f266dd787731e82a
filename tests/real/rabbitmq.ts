import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../scripts/dapr/ports.ts'
import { serverFolder } from './folder.ts'
import { programs, unprivileged } from './programs.ts'
import { type RealServer, startServer } from './server.ts'

const run = promisify(execFile)

export interface RabbitmqServer extends RealServer {
  port: number
  /** With the user `guest`, who may come from this machine only. */
  url: string
}

/** One RabbitMQ node. */
export async function startRabbitmq(): Promise<RabbitmqServer> {
  const account = unprivileged('rabbitmq')
  const folder = await serverFolder('rabbitmq', account)
  const [port, distributionPort, epmdPort] = [await freePort(), await freePort(), await freePort()]
  const settings = join(folder, 'rabbitmq.conf')
  await writeFile(settings, `listeners.tcp.default = 127.0.0.1:${port}\nlog.console = true\nlog.file = false\n`)
  const server = await startServer({
    name: 'RabbitMQ',
    command: programs.rabbitmq(),
    args: [],
    cwd: folder,
    folder,
    user: account,
    env: {
      HOME: folder,
      RABBITMQ_CONFIG_FILE: settings,
      RABBITMQ_NODENAME: `catnap-${port}@localhost`,
      RABBITMQ_DIST_PORT: String(distributionPort),
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      // Names of Erlang nodes on this machine: a register of its own, so that it ends with the server.
      ERL_EPMD_PORT: String(epmdPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
    },
    afterEnd: () => run('epmd', ['-port', String(epmdPort), '-kill']).catch(() => undefined),
    ready: (output) => output.includes('Server startup complete'),
  })
  return Object.assign(server, { port, url: `amqp://guest:guest@127.0.0.1:${port}` })
}
