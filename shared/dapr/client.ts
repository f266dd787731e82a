import httpMethod from '@dapr/dapr/enum/HttpMethod.enum.js'
import { components } from './components.ts'
import { type Jobs, jobScheduler } from './jobs.ts'
import { eventPublisher } from './publish.ts'
import { sdkParts } from './sdk.ts'
import { type State, stateStore } from './state.ts'
import { httpTransport, type TransportOptions } from './transport.ts'

/** A CloudEvent as it goes over the wire, in structured mode. */
export type WireEvent = Record<string, unknown>

/** What functions need of Dapr. Every method rejects with a DaprError. */
export interface DaprClient {
  state: State
  jobs: Jobs
  /** Publishes a CloudEvent; events of one `partitionKey` keep their order. */
  publish(topic: string, event: WireEvent, options: { partitionKey: string }): Promise<void>
  secret(key: string): Promise<string>
  /** Calls another function and gives its parsed JSON answer. */
  invoke(appId: string, path: string, call?: { method?: 'get' | 'post'; body?: object }): Promise<unknown>
  /** Calls an output binding; `metadata` are the answer's `metadata.*` headers, without their prefix. */
  bind(
    binding: string,
    operation: string,
    metadata: Record<string, string>,
  ): Promise<{ data: unknown; metadata: Record<string, string> }>
  /** The components that Dapr has loaded for this function. */
  metadata(): Promise<{ components: { name: string; type: string }[] }>
}

/** A client for the Dapr at `endpoint`. */
export function daprClient(options: TransportOptions): DaprClient {
  const call = httpTransport(options)
  const { invoker, publisher, secrets } = sdkParts(call)
  return {
    state: stateStore(call),
    jobs: jobScheduler(call),
    publish: eventPublisher(call, publisher),
    async secret(key) {
      const values: Record<string, unknown> = Object(await secrets.get(components.secrets, encodeURIComponent(key)))
      return String(values[key])
    },
    async invoke(appId, path, { method = 'get', body } = {}) {
      return invoker.invoke(appId, path, httpMethod.HttpMethod[method === 'get' ? 'GET' : 'POST'], body)
    },
    async bind(binding, operation, metadata) {
      const { body, headers } = await call(`/v1.0/bindings/${binding}`, {
        method: 'POST',
        body: { operation, metadata },
      })
      return {
        data: body === '' ? null : JSON.parse(body),
        metadata: Object.fromEntries(
          Object.entries(headers).flatMap(([name, value]) =>
            name.startsWith('metadata.') ? [[name.slice('metadata.'.length), String(value)]] : [],
          ),
        ),
      }
    },
    async metadata() {
      return JSON.parse((await call('/v1.0/metadata')).body)
    },
  }
}
