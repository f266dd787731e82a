import type { DaprClient } from '../dapr/client.ts'
import { components } from '../dapr/components.ts'
import { type Database, DatabaseError, type Parameter } from './database.ts'
import { checkRows } from './rows.ts'
import { withTables } from './tables.ts'

/**
 * Any Postgres through Dapr's `bindings.postgresql`. It answers a statement that fails while running with success and no
 * rows, so such an error comes without its reason; what fails while being read (syntax, unknown tables) comes with it.
 * A statement is repeated in a header of its answer: it must stay well below the 16 KB that Node reads of headers.
 */
export function bindingDatabase(dapr: Pick<DaprClient, 'bind'>): Database {
  const run = async (operation: 'query' | 'exec', metadata: Record<string, string>): Promise<unknown> => {
    try {
      return (await dapr.bind(components.database, operation, metadata)).data
    } catch (error) {
      throw databaseError(error)
    }
  }
  return withTables({
    query: async (sql, parameters = []) =>
      checkRows(await run('query', { sql, params: JSON.stringify(parameters.map(asText)) })),
    async execute(sql) {
      await run('exec', { sql })
    },
  })
}

/** Numbers in `params` would go through a 64-bit float; Postgres reads any type from text. */
function asText(parameter: Parameter): string | null {
  return parameter === null ? null : String(parameter)
}

function databaseError(error: unknown): DatabaseError {
  const message = error instanceof Error ? error.message : String(error)
  return new DatabaseError(message, { sqlState: message.match(/\(SQLSTATE ([0-9A-Z]{5})\)/)?.[1], cause: error })
}
