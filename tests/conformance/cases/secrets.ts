import { expect } from 'vitest'
import type { Part } from '../world.ts'
import { docs, errorOf } from './tools.ts'

const api = docs('reference/api/secrets_api/')
const file = docs('reference/components-reference/supported-secret-stores/file-secret-store/')

export const secrets: Part = {
  name: 'secrets',
  cases: [
    {
      name: 'a secret is an object with its value',
      source: api,
      async run({ dapr }) {
        const answer = await dapr('alpha')('GET', '/v1.0/secrets/secrets/plain')
        expect(answer).toMatchObject({ status: 200, json: { plain: 'v1' } })
        expect(answer.headers.get('content-type')).toBe('application/json')
      },
    },
    {
      name: 'a nested one is named by its path',
      source: file,
      async run({ dapr }) {
        for (const name of ['nested:user', 'nested%3Auser'])
          expect(await dapr('alpha')('GET', `/v1.0/secrets/secrets/${name}`)).toMatchObject({
            status: 200,
            json: { 'nested:user': 'u' },
          })
      },
    },
    {
      name: 'all can be read at once',
      source: api,
      async run({ dapr }) {
        const { status, json } = await dapr('alpha')('GET', '/v1.0/secrets/secrets/bulk')
        expect(status).toBe(200)
        expect(json).toEqual({
          plain: { plain: 'v1' },
          'nested:user': { 'nested:user': 'u' },
          'nested:password': { 'nested:password': 'p' },
          'database-url': { 'database-url': expect.any(String) },
        })
      },
    },
    {
      name: 'one that is not there is 500, a store that is not there 401',
      source: `${api}; dapr pkg/api/universal/secrets.go`,
      async run({ dapr }) {
        for (const name of ['nope', 'nested'])
          expect(errorOf(await dapr('alpha')('GET', `/v1.0/secrets/secrets/${name}`))).toEqual({
            status: 500,
            errorCode: 'ERR_SECRET_GET',
            message: `failed getting secret with key ${name} from secret store secrets: secret ${name} not found`,
          })
        expect(errorOf(await dapr('alpha')('GET', '/v1.0/secrets/nostore/x'))).toEqual({
          status: 401,
          errorCode: 'ERR_SECRET_STORE_NOT_FOUND',
          message: 'failed finding secret store with key nostore',
        })
      },
    },
  ],
}
