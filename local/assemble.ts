import type { Server } from 'node:http'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { Activator } from './activator/activator.ts'
import { Broker } from './broker/broker.ts'
import { loadComponents } from './components.ts'
import type { Console } from './console.ts'
import { daprApis } from './dapr/apis.ts'
import { daprServer } from './dapr/server.ts'
import { Foreground } from './foreground.ts'
import { tokenClaims } from './front/issuer.ts'
import { Scheduler } from './jobs/scheduler.ts'
import { addressOf, close, listen } from './listen.ts'
import type { Manifest } from './manifest.ts'
import { inScope, type Resources, type Subscription } from './resources/read.ts'
import { mayUseTopic } from './resources/topics.ts'

/** Functions and their Dapr are for this machine alone, wherever the front door listens. */
const INSIDE = '127.0.0.1'
const HOUR_MS = 3_600_000

export interface Ground {
  folder: string
  bundles: string
  /** The front door's address. */
  url: string
  console: Console
  database: PGlite
  resources: Resources
  tokens: { daprApiToken: string; appApiToken: string }
  manifests: Manifest[]
  idleSeconds: number | undefined
}

export interface Parts {
  activator: Activator
  broker: Broker
  scheduler: Scheduler
  foreground: Foreground
  /** The Dapr endpoint of each app. */
  endpoints: Record<string, { url: string }>
  free(): Promise<void>
}

/** Puts activator, broker, jobs and one Dapr endpoint for each function together; nothing is delivered yet. */
export async function assemble(ground: Ground): Promise<Parts> {
  const { folder, bundles, console, database, resources, tokens, manifests } = ground
  const components = await loadComponents(resources, database, folder, console)
  const servers: Server[] = []
  const endpoints: Record<string, { url: string }> = {}
  const activator = new Activator(
    manifests.map(({ name, idleSeconds = 60 }) => ({
      name,
      file: resolve(bundles, name, 'function.js'),
      environment: () => environmentOf(ground, name, endpoints[name]?.url ?? ''),
      idleSeconds: ground.idleSeconds ?? idleSeconds,
    })),
    { host: INSIDE, console },
  )
  const subscriptions = manifests.flatMap(({ name, concurrency, wake }) =>
    resources.subscriptions
      .filter((subscription) => inScope(subscription, name) && maySubscribe(resources, subscription, name))
      .map((subscription) => ({ app: name, concurrency, wake, subscription })),
  )
  const shared = { database, activator, console, appToken: tokens.appApiToken }
  const foreground = new Foreground()
  const broker = new Broker({ ...shared, resources, subscriptions, foreground })
  const scheduler = new Scheduler(shared)
  const { configuration } = resources
  const apis = daprApis({ ...shared, broker, scheduler, components, subscriptions, configuration })
  for (const { name } of manifests) {
    const server = daprServer({ app: name, apiToken: tokens.daprApiToken, ...apis })
    servers.push(server)
    endpoints[name] = { url: addressOf(INSIDE, await listen(server, 0, INSIDE)) }
  }
  const housekeeping = setInterval(
    () => components.clean().catch((error) => console.note(`Expired state could not be forgotten: ${error}`)),
    HOUR_MS,
  ).unref()
  const free = async () => {
    clearInterval(housekeeping)
    await Promise.all(servers.map((server) => close(server)))
  }
  return { activator, broker, scheduler, foreground, endpoints, free }
}

/** daprd leaves out, without a word, what an app may not subscribe to or has no broker for. */
function maySubscribe({ components }: Resources, { pubsub, topic }: Subscription, app: string): boolean {
  const component = components.find(({ name }) => name === pubsub)
  return component !== undefined && inScope(component, app) && mayUseTopic(component, 'subscriptionScopes', app, topic)
}

/** What a function is told of the platform, as daprd and a deployment would tell it. */
function environmentOf({ tokens, url, folder }: Ground, name: string, endpoint: string): Record<string, string> {
  return {
    APP_ID: name,
    DAPR_HTTP_ENDPOINT: endpoint,
    DAPR_HTTP_PORT: new URL(endpoint).port,
    DAPR_API_TOKEN: tokens.daprApiToken,
    APP_API_TOKEN: tokens.appApiToken,
    AUTH_ISSUER: tokenClaims.issuer,
    AUTH_AUDIENCE: tokenClaims.audience,
    AUTH_JWKS_URL: `${url}/.well-known/jwks.json`,
    // Compiled code is kept from one wake-up to the next.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(folder, 'compile-cache'),
  }
}
