import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Catnap, type Client, startCatnap } from '../support/catnap.ts'

let catnap: Catnap
let ann: Client

beforeAll(async () => {
  catnap = await startCatnap({ env: { CATNAP_IDLE_SECONDS: '2' } })
  ann = await catnap.signIn('Ann')
})
afterAll(() => catnap.stop())

test('functions sleep when nobody needs them, and wake for the next request', async () => {
  await catnap.untilAsleep('chat-api')
  expect((await ann.send('GET', '/tasks')).status).toBe(200)
  expect(catnap.pidsOf('chat-api')).toHaveLength(1)
})
