import type { DaprClient } from '../dapr/client.ts'
import type { Access, Capability, Grants } from '../function/capability.ts'
import type { Database } from './database.ts'
import { neonUrlSecret, openDatabase } from './open.ts'

/** What a capability over the read model's database must be granted: the binding, or the secret of Neon. */
export function databaseGrants(access: Access): Grants {
  return { components: { database: access, secrets: 'read' }, secrets: [neonUrlSecret] }
}

/** The database, opened at its first use; a failed opening is tried again at the next. */
export function lazyDatabase(dapr: DaprClient): Database {
  let opened: Promise<Database> | undefined
  const database = () => {
    opened ??= openDatabase(dapr).catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
  return {
    query: async (sql, parameters) => (await database()).query(sql, parameters),
    execute: async (sql) => (await database()).execute(sql),
  }
}

/** A capability made of the database. */
export function onDatabase<T>(access: Access, open: (database: Database) => T): Capability<T> {
  return { grants: databaseGrants(access), open: ({ dapr }) => open(lazyDatabase(dapr)) }
}
