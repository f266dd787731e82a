import { type Database, DatabaseError, type Parameter } from './database.ts'
import { checkRows } from './rows.ts'
import { withTables } from './tables.ts'

export interface NeonOptions {
  /** How long one statement may take, waking a suspended database included. */
  timeoutMs?: number
}

/**
 * A Neon database over HTTP: one request a statement, no connection to keep. The driver is loaded at the first one. A host
 * on this machine is asked at `http://host:port/sql`, since what stands in for Neon there has no certificate.
 */
export function neonDatabase(connectionString: string, { timeoutMs = 10_000 }: NeonOptions = {}): Database {
  // Checked here because the driver's own message repeats the string, password included.
  if (!URL.parse(connectionString)?.protocol.match(/^postgres(ql)?:$/)) {
    throw new DatabaseError('the connection string must look like postgresql://user:password@host/database')
  }
  const run = async (sql: string, parameters: readonly Parameter[] = []): Promise<unknown> => {
    const { neon } = await driver()
    try {
      return await neon(connectionString).query(sql, [...parameters], {
        arrayMode: true,
        fetchOptions: { signal: AbortSignal.timeout(timeoutMs) },
      })
    } catch (error) {
      throw databaseError(error)
    }
  }

  return withTables({
    query: async (sql, parameters) => checkRows(await run(sql, parameters)),
    async execute(sql) {
      await run(sql)
    },
  })
}

let loading: Promise<typeof import('@neondatabase/serverless')> | undefined

function driver() {
  loading ??= import('@neondatabase/serverless').then((loaded) => {
    const { neonConfig } = loaded
    const elsewhere = neonConfig.fetchEndpoint
    neonConfig.fetchEndpoint = (host, port, options) => {
      if (thisMachine.has(host)) return `http://${host}:${port}/sql`
      return typeof elsewhere === 'string' ? elsewhere : elsewhere(host, port, options)
    }
    return loaded
  })
  return loading
}

/** As hosts stand in a URL. */
const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

function databaseError(error: unknown): DatabaseError {
  if (!(error instanceof Error)) return new DatabaseError(String(error))
  const sqlState = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return new DatabaseError(error.message, { sqlState, cause: error })
}
