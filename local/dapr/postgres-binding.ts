import { type PGlite, protocol } from '@electric-sql/pglite'
import { columnJson, parameterText, Unserializable } from './binding-values.ts'

const { serialize } = protocol

/** What a statement gave up to its end or its first error. */
interface Outcome {
  rows: (string | null)[][]
  types: number[]
  affected: number
  error?: string
}

/** `bindings.postgresql` on PGlite: https://docs.dapr.io/reference/components-reference/supported-bindings/postgresql/ */
export class PostgresBinding {
  private readonly database: PGlite

  constructor(database: PGlite) {
    this.database = database
  }

  /** Runs a statement, or several when there are no parameters, and gives the number of rows it changed. */
  async exec(sql: string, parameters: unknown[]): Promise<number> {
    if (parameters.length === 0) {
      return this.execAll(sql)
    }
    const { affected, error } = await this.run(sql, parameters)
    if (error !== undefined) throw new Error(`error executing query: ${error}`)
    return affected
  }

  /**
   * The rows as a JSON array of arrays. As in daprd an error while the statement runs is not told: there are only the
   * rows before it. What is wrong with the statement itself is an error.
   */
  async query(sql: string, parameters: unknown[]): Promise<string> {
    const { rows, types } = await this.run(sql, parameters)
    try {
      return `[${rows.map((row) => `[${row.map((text, index) => columnJson(text, types[index] ?? 0)).join(',')}]`).join(',')}]`
    } catch (error) {
      if (error instanceof Unserializable) throw new Error(`error serializing results: ${error.message}`)
      throw error
    }
  }

  /** In a transaction of its own, since the protocol below knows nothing of the transactions of others. */
  private run(sql: string, parameters: unknown[]): Promise<Outcome> {
    return this.database.transaction(async (transaction) => {
      const outcome = await this.runAlone(sql, parameters)
      if (outcome.error !== undefined) await transaction.rollback()
      return outcome
    })
  }

  private async runAlone(sql: string, parameters: unknown[]): Promise<Outcome> {
    const described = await this.send([
      serialize.parse({ text: sql }),
      serialize.describe({ type: 'S' }),
      serialize.sync(),
    ])
    const outcome: Outcome = { rows: [], types: [], affected: 0 }
    let expected: number[] = []
    for (const message of described) {
      if (message instanceof protocol.messages.DatabaseError)
        throw new Error(`error executing query: ${errorText(message)}`)
      if (message instanceof protocol.messages.ParameterDescriptionMessage) expected = message.dataTypeIDs
      if (message instanceof protocol.messages.RowDescriptionMessage)
        outcome.types = message.fields.map(({ dataTypeID }) => dataTypeID)
    }
    if (expected.length !== parameters.length) {
      return { ...outcome, error: 'mismatched param and argument count' }
    }
    let values: (string | null)[]
    try {
      values = parameters.map((value, index) => parameterText(value, expected[index] ?? 0))
    } catch (error) {
      return { ...outcome, error: error instanceof Error ? error.message : String(error) }
    }
    const ran = await this.send([serialize.bind({ values }), serialize.execute(), serialize.sync()])
    for (const message of ran) {
      if (message instanceof protocol.messages.DataRowMessage) outcome.rows.push(message.fields)
      if (message instanceof protocol.messages.DatabaseError) outcome.error ??= errorText(message)
      if (message instanceof protocol.messages.CommandCompleteMessage)
        outcome.affected = Number(/\d+$/.exec(message.text)?.[0] ?? 0)
    }
    return outcome
  }

  private async send(parts: Uint8Array[]) {
    return (await this.database.execProtocol(Buffer.concat(parts), { throwOnError: false })).messages
  }

  private async execAll(sql: string): Promise<number> {
    try {
      return (await this.database.exec(sql)).at(-1)?.affectedRows ?? 0
    } catch (error) {
      // A BEGIN among the statements must not hold the one connection that all share.
      await this.database.exec('rollback')
      throw new Error(`error executing query: ${errorText(error)}`)
    }
  }
}

/** In pgx's words: `ERROR: … (SQLSTATE 23505)`. */
function errorText(error: unknown): string {
  if (error instanceof Error && 'code' in error) {
    return `${'severity' in error ? error.severity : 'ERROR'}: ${error.message} (SQLSTATE ${error.code})`
  }
  return String(error)
}
