import { afterAll, beforeAll } from 'vitest'
import { type TestDatabases, testDatabases } from '../database/fixtures/test-databases.ts'
import { searchIndexSuite } from './search-index.suite.ts'
import { textSearchSuite } from './text-search.suite.ts'

let databases: TestDatabases

beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.close())

for (const suite of [searchIndexSuite, textSearchSuite]) {
  suite("Neon's driver", () => databases.neon)
  suite("Dapr's binding", () => databases.binding)
}
