import { afterAll, beforeAll } from 'vitest'
import { databaseSuite } from '../../shared/database/database.suite.ts'
import type { Database } from '../../shared/database/database.ts'
import { neonDatabase } from '../../shared/database/neon.ts'
import { searchIndexSuite } from '../../shared/search/search-index.suite.ts'
import { textSearchSuite } from '../../shared/search/text-search.suite.ts'
import { credentials, type Neon, startNeon } from './neon.ts'
import { turnsSuite } from './turns.suite.ts'

let server: Neon
let database: Database

beforeAll(async () => {
  server = await startNeon()
  database = neonDatabase(server.connectionString)
})
afterAll(() => server?.stop())

const name = "Neon's driver and PostgreSQL"
databaseSuite(name, () => ({
  database,
  dropTables: async () => {
    await server.postgres.psql(dropTables, credentials.database)
  },
}))
searchIndexSuite(name, () => database)
textSearchSuite(name, () => database)
turnsSuite(name, () => ({ database, connectionString: server.connectionString }))

const dropTables = 'drop table if exists task_search, audit, dead_letters; drop sequence if exists task_search_change'
