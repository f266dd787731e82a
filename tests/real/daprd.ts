import { daprdArguments } from '../../scripts/dapr/commands.ts'
import { freePort } from '../../scripts/dapr/ports.ts'
import { eventually } from '../support/eventually.ts'
import { programs } from './programs.ts'
import { type RealServer, startServer } from './server.ts'

export interface Daprd extends RealServer {
  /** Base address of its HTTP API. */
  endpoint: string
  httpPort: number
  grpcPort: number
  metricsPort: number
  /** Resolves when `/v1.0/healthz` says that it is ready: components, app and scheduler are there. */
  ready(): Promise<void>
}

export interface TestDaprdOptions {
  appId: string
  /** Where the app listens; left out when there is none. */
  appPort?: number
  appChannelAddress?: string
  resources: readonly string[]
  configs?: readonly string[]
  scheduler?: string
  /** Its folder: relative paths in components count from here. */
  cwd: string
  env?: Record<string, string>
}

/** A daprd; resolves when its own API answers, which is before the app need be there (see {@link Daprd.ready}). */
export async function startDaprd({ cwd, env = {}, configs = [], ...options }: TestDaprdOptions): Promise<Daprd> {
  const [httpPort, grpcPort, internalGrpcPort, metricsPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const endpoint = `http://127.0.0.1:${httpPort}`
  const health = async (path: string) => (await fetch(`${endpoint}${path}`)).status === 204
  const server = await startServer({
    name: `daprd of ${options.appId}`,
    command: programs.daprd(),
    args: daprdArguments({ ...options, configs, httpPort, grpcPort, internalGrpcPort, metricsPort }),
    cwd,
    env,
    ready: () => health('/v1.0/healthz/outbound'),
  })
  return Object.assign(server, {
    endpoint,
    httpPort,
    grpcPort,
    metricsPort,
    ready: async () => {
      await eventually(`daprd of ${options.appId} is ready`, async () => (await health('/v1.0/healthz')) || undefined)
    },
  })
}
