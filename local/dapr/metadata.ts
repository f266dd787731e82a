import type { Component, Subscription } from '../resources/read.ts'
import { type Api, json, noContent } from './call.ts'
import { faults } from './errors.ts'

/** The daprd that this platform answers like. */
const RUNTIME_VERSION = '1.18.2'

const CAPABILITIES: Record<string, string[]> = {
  state: ['ETAG', 'TRANSACTIONAL', 'TTL'],
  pubsub: ['SUBSCRIBE_WILDCARDS'],
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
        enabledFeatures: [],
        components: components(app).map(({ name, type, version }) => ({
          name,
          type,
          version,
          capabilities: CAPABILITIES[type.split('.')[0] ?? ''],
        })),
        extended: { daprRuntimeVersion: RUNTIME_VERSION, ...Object.fromEntries(own) },
        subscriptions: subscriptions(app).map(({ pubsub, topic, rules, defaultPath, deadLetterTopic, metadata }) => ({
          pubsubname: pubsub,
          topic,
          rules: [
            ...rules.map(({ match, path: route }) => ({ match, path: route })),
            ...(defaultPath ? [{ path: defaultPath }] : []),
          ],
          deadLetterTopic,
          metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
          type: 'DECLARATIVE',
        })),
        actorRuntime: { runtimeStatus: 'DISABLED', hostReady: false, placement: 'placement: disconnected' },
      }),
    )
  }
}
