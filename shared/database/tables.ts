import { type Database, DatabaseError } from './database.ts'
import { schema } from './schema.ts'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const undefinedTable = '42P01'

/** Makes our tables when a statement meets a database without them, and runs the statement again. */
export function withTables(database: Database): Database {
  let making: Promise<void> | undefined
  const makeTables = () => {
    making ??= database.execute(schema).finally(() => {
      making = undefined
    })
    return making
  }
  return {
    execute: (sql) => database.execute(sql),
    async query(sql, parameters) {
      try {
        return await database.query(sql, parameters)
      } catch (error) {
        if (!(error instanceof DatabaseError) || error.sqlState !== undefinedTable) throw error
        await makeTables()
        return database.query(sql, parameters)
      }
    },
  }
}
