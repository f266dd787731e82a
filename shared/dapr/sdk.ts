import invoker from '@dapr/dapr/implementation/Client/HTTPClient/invoker.js'
import publisher from '@dapr/dapr/implementation/Client/HTTPClient/pubsub.js'
import secrets from '@dapr/dapr/implementation/Client/HTTPClient/secret.js'
import type { Call, Transport } from './transport.ts'

/**
 * The parts of `@dapr/dapr` that cover what we need, over our own transport: they add nothing measurable to a cold start,
 * while the SDK's whole import costs a quarter of a second. They ask of their client only what `channel` has.
 */
export function sdkParts(call: Transport): {
  invoker: invoker.default
  publisher: publisher.default
  secrets: secrets.default
} {
  const execute = async (path: string, options?: Call) => {
    const { body, headers } = await call(`/v1.0${path}`, options)
    return headers['content-type']?.startsWith('application/json') ? JSON.parse(body) : body
  }
  // The parts log what they also return; we throw it, and it is logged once, by whom it concerns.
  const silent = () => undefined
  const service = { error: silent, warn: silent, info: silent, verbose: silent, debug: silent }
  const channel = [{ execute, options: { logger: { service } } }]
  return {
    invoker: Reflect.construct(invoker.default, channel),
    publisher: Reflect.construct(publisher.default, channel),
    secrets: Reflect.construct(secrets.default, channel),
  }
}
