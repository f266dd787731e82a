import { expect } from 'vitest'
import type { Part } from '../world.ts'
import { docs, errorOf } from './tools.ts'

const api = docs('reference/api/health_api/')

export const health: Part = {
  name: 'health',
  cases: [
    {
      name: 'is 204 without a body',
      source: api,
      async run({ dapr }) {
        for (const path of ['healthz', 'healthz/outbound', 'healthz?appid=alpha']) {
          const answer = await dapr('alpha')('GET', `/v1.0/${path}`)
          expect(answer).toMatchObject({ status: 204, text: '' })
          expect(answer.headers.get('traceparent')).toBeNull()
        }
      },
    },
    {
      name: 'of another app is not told',
      source: `${api}; dapr pkg/api/http/health.go`,
      async run({ dapr }) {
        expect(errorOf(await dapr('alpha')('GET', '/v1.0/healthz?appid=beta'))).toEqual({
          status: 500,
          errorCode: 'ERR_HEALTH_APPID_NOT_MATCH',
          message: 'dapr app-id does not match',
        })
      },
    },
  ],
}
