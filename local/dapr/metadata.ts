import type { Component, Subscription } from '../resources/read.ts'
import { type Api, json, noContent } from './call.ts'
import { faults } from './errors.ts'

/** The daprd that this platform answers like. */
const RUNTIME_VERSION = '1.18.2'

/** What daprd says that a component can do, by its type or the first part of it. */
const CAPABILITIES: Record<string, string[]> = {
  state: ['ETAG', 'TRANSACTIONAL', 'TTL', 'KEYS_LIKE', 'ACTOR'],
  'pubsub.kafka': ['BULK_PUBSUB'],
  bindings: ['OUTPUT_BINDING'],
}

/** https://docs.dapr.io/reference/api/metadata_api/ */
export function metadataApi(
  components: (app: string) => Component[],
  subscriptions: (app: string) => Subscription[],
): Api {
  const extended = new Map<string, Map<string, string>>()
  return ({ app, method, path, body }) => {
    const own = extended.get(app) ?? new Map<string, string>()
    extended.set(app, own)
    const [key, ...rest] = path
    if (method === 'PUT' && key && rest.length === 0) {
      own.set(key, body.toString())
      return noContent
    }
    if (method !== 'GET' || key !== undefined) throw faults.noRoute()
    return json(
      JSON.stringify({
        id: app,
        runtimeVersion: RUNTIME_VERSION,
        components: components(app).map(({ name, type, version }) => ({
          name,
          type,
          version,
          capabilities: CAPABILITIES[type] ?? CAPABILITIES[type.split('.')[0] ?? ''],
        })),
        extended: { daprRuntimeVersion: RUNTIME_VERSION, ...Object.fromEntries(own) },
        subscriptions: listed(
          subscriptions(app),
          ({ pubsub, topic, rules, defaultPath, deadLetterTopic = '', metadata }) => ({
            pubsubname: pubsub,
            topic,
            rules: [
              ...rules.map(({ match, path: route }) => ({ match, path: route })),
              ...(defaultPath ? [{ path: defaultPath }] : []),
            ],
            deadLetterTopic,
            metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
            type: 'DECLARATIVE',
          }),
        ),
        appConnectionProperties: { protocol: 'http', channelAddress: '127.0.0.1' },
        actorRuntime: { runtimeStatus: 'DISABLED', hostReady: false, placement: 'placement: disconnected' },
      }),
    )
  }
}

/** What is empty Go leaves out. */
function listed<T>(items: T[], describe: (item: T) => object): object[] | undefined {
  return items.length > 0 ? items.map(describe) : undefined
}
