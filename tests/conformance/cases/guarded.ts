import { expect } from 'vitest'
import type { Case, Part } from '../world.ts'
import { docs, errorOf } from './tools.ts'

/** A configuration that denies: calls between apps, parts of the API, secrets. */
export const guard = `  tracing: { samplingRate: "1" }
  accessControl: { defaultAction: deny }
  api:
    allowed:
      - { name: state, version: v1, protocol: http }
      - { name: secrets, version: v1, protocol: http }
      - { name: invoke, version: v1, protocol: http }
      - { name: jobs, version: v1, protocol: grpc }
  secrets: { scopes: [{ storeName: secrets, defaultAccess: deny, allowedSecrets: [plain, nope] }] }`

const accessControl = `${docs('operations/configuration/invoke-allowlist/')}; dapr pkg/acl/acl.go: without mTLS the default action is all there is`
const allowlist = `${docs('operations/configuration/api-allowlist/')}; dapr pkg/api/http/server.go (setupRoutes)`
const scopes = docs('operations/configuration/secret-scope/')

const cases: Case[] = [
  {
    name: 'an app that may not be called is 403',
    source: accessControl,
    async run({ dapr, recorder }) {
      for (const answer of [
        await dapr('alpha')('GET', '/v1.0/invoke/beta/method/a/b?c=d'),
        await dapr('alpha')('GET', '/a/b', undefined, { 'dapr-app-id': 'beta' }),
      ]) {
        expect(errorOf(answer)).toEqual({
          status: 403,
          errorCode: 'ERR_DIRECT_INVOKE',
          message:
            'failed to invoke, id: beta, err: rpc error: code = PermissionDenied desc = access control policy has denied access to id:  operation: a/b verb: GET',
        })
      }
      expect(recorder.received(({ url }) => url.startsWith('/a/b'))).toEqual([])
    },
  },
  {
    name: 'an app may call itself all the same',
    source: accessControl,
    async run({ dapr, recorder }) {
      expect((await dapr('alpha')('GET', '/v1.0/invoke/alpha/method/own')).status).toBe(200)
      expect(recorder.received(({ url }) => url === '/own')).toHaveLength(1)
    },
  },
  {
    name: 'what is not allowed of the API is not there',
    source: allowlist,
    async run({ dapr }) {
      for (const [method, path] of [
        ['GET', '/v1.0/metadata'],
        ['POST', '/v1.0/publish/events/t'],
        ['GET', '/v1.0/jobs/x'],
        ['POST', '/v1.0/bindings/database'],
        ['POST', '/v1.0-alpha1/state/state/query'],
        ['POST', '/v1.0/shutdown'],
      ] as const) {
        expect(errorOf(await dapr('alpha')(method, path))).toMatchObject({
          status: 404,
          errorCode: 'ERR_DIRECT_INVOKE',
        })
      }
    },
  },
  {
    name: 'what is allowed, and health, is',
    source: allowlist,
    async run({ dapr }) {
      for (const path of ['/v1.0/state/state/none', '/v1.0/healthz', '/v1.0/healthz/outbound'])
        expect((await dapr('alpha')('GET', path)).status).toBe(204)
      expect((await dapr('alpha')('POST', '/v1.0/state/state/transaction', { operations: [] })).status).toBe(204)
    },
  },
  {
    name: 'a secret out of scope is 403, and left out of all',
    source: scopes,
    async run({ dapr }) {
      const read = (key: string) => dapr('alpha')('GET', `/v1.0/secrets/secrets/${key}`)
      expect(await read('plain')).toMatchObject({ status: 200, json: { plain: 'v1' } })
      for (const key of ['nested:user', 'unknown']) {
        expect(errorOf(await read(key))).toEqual({
          status: 403,
          errorCode: 'ERR_PERMISSION_DENIED',
          message: `access denied by policy to get "${key}" from "secrets"`,
        })
      }
      expect((await read('nope')).status).toBe(500)
      expect((await read('bulk')).json).toEqual({ plain: { plain: 'v1' } })
    },
  },
]

export const guarded: Part = { name: 'who may do what', cases }
