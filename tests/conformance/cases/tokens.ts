import { expect } from 'vitest'
import { call } from '../../../local/fixtures/call.ts'
import type { Part } from '../world.ts'
import { docs } from './tools.ts'

const source = docs('operations/security/api-token/')

export const tokens: Part = {
  name: 'tokens',
  cases: [
    ...[{}, { 'dapr-api-token': 'wrong' }, { 'dapr-api-token': '' }].map((headers) => ({
      name: `without the token every call is 401: ${JSON.stringify(headers)}`,
      source,
      async run({ endpoint, tokens: { daprApiToken } }: Parameters<Part['cases'][number]['run']>[0]) {
        for (const [method, path] of [
          ['GET', '/v1.0/metadata'],
          ['GET', '/v1.0/state/state/k'],
          ['POST', '/v1.0/publish/events/published'],
          ['GET', '/v1.0/invoke/beta/method/x'],
          ['GET', `/v1.0/state/state/k?dapr-api-token=${daprApiToken}`],
          ['GET', '/nothing'],
        ] as const) {
          const answer = await call(`${endpoint('alpha')}${path}`, method, undefined, headers)
          expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
            401,
            'invalid api token\n',
            'text/plain; charset=utf-8',
          ])
        }
      },
    })),
    {
      name: 'a bearer token is not it',
      source: 'dapr pkg/http middleware (APITokenAuthMiddleware)',
      async run({ endpoint, tokens: { daprApiToken } }) {
        const { status } = await call(`${endpoint('alpha')}/v1.0/metadata`, 'GET', undefined, {
          authorization: `Bearer ${daprApiToken}`,
        })
        expect(status).toBe(401)
      },
    },
    {
      name: 'health is open to all',
      source,
      async run({ endpoint }) {
        for (const path of ['healthz', 'healthz/outbound'])
          expect((await call(`${endpoint('alpha')}/v1.0/${path}`)).status).toBe(204)
      },
    },
    {
      name: "the caller's token stays with Dapr",
      source: docs('operations/security/app-api-token/'),
      async run({ dapr, recorder, tokens: { appApiToken } }) {
        for (const app of ['alpha', 'beta']) {
          await dapr('alpha')('GET', `/v1.0/invoke/${app}/method/whose-token`)
          const received = recorder.received(({ url, app: to }) => url === '/whose-token' && to === app)
          expect(received.map(({ headers }) => headers['dapr-api-token'])).toEqual([appApiToken])
        }
      },
    },
  ],
}
