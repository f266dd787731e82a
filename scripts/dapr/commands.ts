import { join } from 'node:path'

export interface DaprdOptions {
  appId: string
  /** Where the app listens; left out when there is none. */
  appPort?: number | undefined
  appChannelAddress?: string | undefined
  /** Folders of components, subscriptions and resiliency. */
  resources: readonly string[]
  /** Configuration files; what a later one says counts over an earlier one. */
  configs: readonly string[]
  /** `host:port` of the scheduler; without it there are no jobs. */
  scheduler?: string | undefined
  httpPort: number
  grpcPort: number
  internalGrpcPort: number
  metricsPort: number
}

/** The arguments of a daprd that talks to this machine alone. */
export function daprdArguments(options: DaprdOptions): string[] {
  const { appId, appPort, appChannelAddress, resources, configs, scheduler } = options
  return flags({
    'app-id': appId,
    'app-protocol': 'http',
    ...(appPort !== undefined && { 'app-port': appPort }),
    ...(appChannelAddress !== undefined && { 'app-channel-address': appChannelAddress }),
    'resources-path': resources,
    config: configs,
    ...(scheduler !== undefined && { 'scheduler-host-address': scheduler }),
    'dapr-http-port': options.httpPort,
    'dapr-grpc-port': options.grpcPort,
    'dapr-internal-grpc-port': options.internalGrpcPort,
    'metrics-port': options.metricsPort,
    'dapr-listen-addresses': '127.0.0.1',
    'dapr-internal-grpc-listen-address': '127.0.0.1',
    'metrics-listen-address': '127.0.0.1',
  })
}

export interface SchedulerOptions {
  port: number
  healthPort: number
  etcdClientPort: number
  etcdPeerPort: number
  /** Where it keeps its jobs. */
  folder: string
}

/** The arguments of a scheduler on its own, for this machine alone. */
export function schedulerArguments({ port, healthPort, etcdClientPort, etcdPeerPort, folder }: SchedulerOptions) {
  return flags({
    port,
    'listen-address': '127.0.0.1',
    'healthz-port': healthPort,
    'healthz-listen-address': '127.0.0.1',
    'override-broadcast-host-port': `127.0.0.1:${port}`,
    'etcd-data-dir': join(folder, 'etcd'),
    'etcd-client-port': etcdClientPort,
    'etcd-client-listen-address': '127.0.0.1',
    'etcd-initial-cluster': `dapr-scheduler-server-0=http://127.0.0.1:${etcdPeerPort}`,
    'enable-metrics': 'false',
  })
}

function flags(values: Record<string, string | number | readonly string[]>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => `--${name}=${one}`))
}
