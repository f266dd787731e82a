import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Collector, createCollector } from '../fixtures/collector.ts'
import { daprOf, fixturePlatform } from '../fixtures/platform.ts'
import type { Platform } from '../platform.ts'

const yaml = `
apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata: { name: guard }
spec:
  accessControl: { defaultAction: deny }
  api:
    allowed: [{ name: secrets, version: v1, protocol: http }, { name: invoke, version: v1, protocol: http }]
  secrets: { scopes: [{ storeName: secrets, allowedSecrets: [plain] }] }
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: secrets }
spec:
  type: secretstores.local.file
  version: v1
  metadata: [{ name: secretsFile, value: secrets.json }]
`

let platform: Platform
let collector: Collector
let dapr: ReturnType<typeof daprOf>
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catnap-test-'))
  await writeFile(join(folder, 'guard.yaml'), yaml)
  await writeFile(join(folder, 'secrets.json'), '{"plain":"v1","other":"v2"}')
  collector = await createCollector()
  platform = await fixturePlatform({ resources: folder, data: folder })
  dapr = daprOf(platform, 'alpha')
})
afterAll(async () => {
  await platform.close()
  await collector.close()
  await rm(folder, { recursive: true })
})

test('an app that may not be called is not woken; itself it may call', async () => {
  expect(await dapr('GET', '/v1.0/invoke/beta/method/a/b?c=d')).toMatchObject({
    status: 403,
    json: { errorCode: 'ERR_DIRECT_INVOKE', message: expect.stringContaining('id:  operation: a/b verb: GET') },
  })
  expect((await dapr('GET', '/v1.0/invoke/alpha/method/a')).status).toBe(200)
  expect(Object.keys(platform.functionPids())).toEqual(['alpha'])
})

test('what is not allowed of the API is not there, but health is', async () => {
  expect(await dapr('GET', '/v1.0/metadata')).toMatchObject({ status: 404, json: { errorCode: 'ERR_DIRECT_INVOKE' } })
  expect((await dapr('GET', '/v1.0/healthz')).status).toBe(204)
})

test('a secret out of scope is refused, and left out of all', async () => {
  expect((await dapr('GET', '/v1.0/secrets/secrets/bulk')).json).toEqual({ plain: { plain: 'v1' } })
  expect(await dapr('GET', '/v1.0/secrets/secrets/other')).toMatchObject({
    status: 403,
    json: { errorCode: 'ERR_PERMISSION_DENIED', message: 'access denied by policy to get "other" from "secrets"' },
  })
})
