import { PGlite } from '@electric-sql/pglite'
import type { DaprClient } from '../../shared/dapr/client.ts'
import { DaprError } from '../../shared/dapr/error.ts'

/** `bindings.postgresql` on an in-memory PGlite, errors worded as daprd words them. */
export async function pgliteBinding(): Promise<{ database: PGlite; bind: DaprClient['bind'] }> {
  const database = await PGlite.create()
  return {
    database,
    async bind(_binding, operation, { sql = '', params = '[]' }) {
      try {
        if (operation === 'exec') {
          await database.exec(sql)
          return { data: null, metadata: {} }
        }
        const { rows } = await database.query(sql, JSON.parse(params), { rowMode: 'array' })
        return { data: rows, metadata: {} }
      } catch (error) {
        const { message, code } = Object(error)
        throw new DaprError(
          500,
          'ERR_INVOKE_OUTPUT_BINDING',
          `error executing query: ERROR: ${message} (SQLSTATE ${code})`,
        )
      }
    },
  }
}
