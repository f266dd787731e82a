import { expect } from 'vitest'
import type { Part } from '../world.ts'
import { docs } from './tools.ts'

const api = docs('reference/api/metadata_api/')

export const metadata: Part = {
  name: 'metadata',
  cases: [
    {
      name: 'tells the components that the app sees, with what they can do',
      source: `${api}; dapr pkg/api/universal/metadata.go`,
      async run({ dapr }) {
        const answer = await dapr('alpha')('GET', '/v1.0/metadata')
        expect(answer.status).toBe(200)
        expect(answer.headers.get('content-type')).toBe('application/json')
        const { components } = Object(answer.json)
        const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1)
        expect(components.sort(byName)).toEqual([
          { name: 'database', type: 'bindings.postgresql', version: 'v1', capabilities: ['OUTPUT_BINDING'] },
          { name: 'events', type: 'pubsub.kafka', version: 'v1', capabilities: ['BULK_PUBSUB'] },
          {
            name: 'own',
            type: 'state.postgresql',
            version: 'v2',
            capabilities: ['ETAG', 'TRANSACTIONAL', 'TTL', 'KEYS_LIKE', 'ACTOR'],
          },
          { name: 'plain', type: 'pubsub.kafka', version: 'v1', capabilities: ['BULK_PUBSUB'] },
          { name: 'scoped', type: 'pubsub.kafka', version: 'v1', capabilities: ['BULK_PUBSUB'] },
          { name: 'secrets', type: 'secretstores.local.file', version: 'v1' },
          {
            name: 'state',
            type: 'state.postgresql',
            version: 'v2',
            capabilities: ['ETAG', 'TRANSACTIONAL', 'TTL', 'KEYS_LIKE', 'ACTOR'],
          },
        ])
      },
    },
    {
      name: 'tells the subscriptions',
      source: api,
      async run({ dapr }) {
        const { subscriptions } = Object((await dapr('beta')('GET', '/v1.0/metadata')).json)
        expect(subscriptions).toContainEqual({
          pubsubname: 'events',
          topic: 'published',
          rules: [{ path: '/published' }],
          deadLetterTopic: '',
          type: 'DECLARATIVE',
        })
        expect(subscriptions).toContainEqual({
          pubsubname: 'events',
          topic: 'published-raw',
          rules: [{ path: '/published-raw' }],
          deadLetterTopic: '',
          metadata: { rawPayload: 'true' },
          type: 'DECLARATIVE',
        })
        expect(subscriptions).toContainEqual({
          pubsubname: 'events',
          topic: 'routed-strictly',
          rules: [{ match: 'event.type == "known"', path: '/known' }],
          deadLetterTopic: 'routed-dead',
          type: 'DECLARATIVE',
        })
      },
    },
    {
      name: 'tells of itself and its app',
      source: api,
      async run({ dapr }) {
        const { json } = await dapr('alpha')('GET', '/v1.0/metadata')
        expect(json).toMatchObject({
          id: 'alpha',
          runtimeVersion: '1.18.2',
          extended: { daprRuntimeVersion: '1.18.2' },
          actorRuntime: { runtimeStatus: 'DISABLED', hostReady: false, placement: 'placement: disconnected' },
        })
        expect(Object(json).appConnectionProperties).toMatchObject({ protocol: 'http', channelAddress: '127.0.0.1' })
      },
    },
    {
      name: 'can be added to',
      source: api,
      async run({ dapr }) {
        expect(await dapr('alpha')('PUT', '/v1.0/metadata/mine', 'a value')).toMatchObject({ status: 204, text: '' })
        expect((await dapr('alpha')('GET', '/v1.0/metadata')).json).toMatchObject({ extended: { mine: 'a value' } })
        expect(Object((await dapr('beta')('GET', '/v1.0/metadata')).json).extended).not.toHaveProperty('mine')
      },
    },
  ],
}
