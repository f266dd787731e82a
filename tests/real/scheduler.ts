import { schedulerArguments } from '../../scripts/dapr/commands.ts'
import { freePort } from '../../scripts/dapr/ports.ts'
import { serverFolder } from './folder.ts'
import { programs } from './programs.ts'
import { type RealServer, startServer } from './server.ts'

export interface SchedulerServer extends RealServer {
  /** What daprd's `--scheduler-host-address` takes. */
  address: string
}

/** Dapr's scheduler on its own, with its jobs in a folder. */
export async function startScheduler(): Promise<SchedulerServer> {
  const folder = await serverFolder('scheduler')
  const port = await freePort()
  const healthPort = await freePort()
  const server = await startServer({
    name: 'scheduler',
    command: programs.scheduler(),
    args: schedulerArguments({
      port,
      healthPort,
      etcdClientPort: await freePort(),
      etcdPeerPort: await freePort(),
      folder,
    }),
    cwd: folder,
    folder,
    ready: async () => (await fetch(`http://127.0.0.1:${healthPort}/healthz`)).ok,
  })
  return Object.assign(server, { address: `127.0.0.1:${port}` })
}
