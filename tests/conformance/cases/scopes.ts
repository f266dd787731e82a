import { expect } from 'vitest'
import { subscription, subscriptions } from '../resources.ts'
import type { App, Part } from '../world.ts'
import { about, docs, errorOf, made, publish } from './tools.ts'

const guide = docs('developing-applications/building-blocks/pubsub/pubsub-scopes/')
const code = 'dapr pkg/runtime/pubsub/adapter.go (IsOperationAllowed), pkg/scopes/scopes.go'

/** The component `scoped`: alpha may publish to `open`, beta to `open` and `reserved`; alpha may subscribe to `open`. */
export const scopes: Part = {
  name: 'topic scopes',
  resources: subscriptions(
    subscription('alpha', 'open', 'routes: { default: /scoped }', 'scoped'),
    subscription('beta', 'open', 'routes: { default: /scoped }', 'scoped'),
    subscription('alpha', 'reserved', 'routes: { default: /scoped }', 'scoped'),
  ),
  cases: [
    ...(
      [
        ['alpha', 'open', 204],
        ['beta', 'open', 204],
        ['beta', 'reserved', 204],
        ['alpha', 'reserved', 403],
        ['alpha', 'free', 403],
        ['alpha', 'unlisted', 403],
        ['beta', 'unlisted', 403],
      ] satisfies [App, string, number][]
    ).map(([app, topic, expected]) => ({
      name: `${app} publishing to ${topic} is answered ${expected}`,
      source: `${guide}; ${code}`,
      async run({ dapr }: Parameters<Part['cases'][number]['run']>[0]) {
        const answer = await dapr(app)('POST', `/v1.0/publish/scoped/${topic}`, {})
        expect(answer.status).toBe(expected)
        if (expected === 204) return
        const message = `topic ${topic} is not allowed for app id ${app}`
        expect(errorOf(answer)).toEqual({
          status: 403,
          errorCode: 'ERR_PUBSUB_FORBIDDEN',
          message,
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.ResourceInfo',
              description: message,
              owner: '',
              resource_name: 'scoped',
              resource_type: 'pubsub',
            },
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              domain: 'dapr.io',
              metadata: { error: message, topic },
              reason: 'DAPR_PUBSUB_FORBIDDEN',
            },
          ],
        })
      },
    })),
    {
      name: 'an app gets only the topics it may subscribe to',
      source: `${guide}; dapr pkg/runtime/processor/subscriber/subscriber.go`,
      async run({ dapr, recorder }) {
        const [open, reserved, last] = [made('scoped'), made('scoped'), made('scoped')]
        await publish(dapr('beta'), 'scoped/reserved', reserved)
        await publish(dapr('beta'), 'scoped/open', open)
        await recorder.until(about(open))
        await publish(dapr('beta'), 'scoped/open', last)
        await recorder.until(about(last))
        expect(recorder.received(about(open)).map(({ app }) => app)).toEqual(['alpha'])
        expect(recorder.received(about(reserved))).toEqual([])
      },
    },
    {
      name: 'what is not started is not in the metadata',
      source: 'dapr pkg/api/universal/metadata.go',
      async run({ dapr }) {
        const { json } = await dapr('beta')('GET', '/v1.0/metadata')
        const topics: { pubsubname: string; topic: string }[] = Object(json).subscriptions
        expect(topics.some(({ topic }) => topic === 'published')).toBe(true)
      },
    },
  ],
}
