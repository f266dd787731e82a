import { afterAll, beforeAll } from 'vitest'
import { type TestDatabases, testDatabases } from '../database/fixtures/test-databases.ts'
import { searchIndexSuite } from './search-index.suite.ts'

let databases: TestDatabases

beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.close())

searchIndexSuite("Neon's driver", () => databases.neon)
searchIndexSuite("Dapr's binding", () => databases.binding)
