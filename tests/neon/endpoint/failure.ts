import pg from 'pg'

/** An answer that is no result: its status, and what Neon's proxy says with it. */
export class Failure extends Error {
  readonly status: number
  readonly body: Record<string, unknown>

  constructor(status: number, message: string, fields: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.body = { message, ...fields }
  }
}

const fields = [
  ...[
    'severity',
    'code',
    'detail',
    'hint',
    'position',
    'internalPosition',
    'internalQuery',
    'where',
    'schema',
    'table',
  ],
  ...['column', 'dataType', 'constraint', 'file', 'line', 'routine'],
] as const

/** A statement's error: always 400, with what Postgres said of it; without, if the connection died. */
export function statementFailure(error: unknown): Failure {
  if (!(error instanceof pg.DatabaseError)) return new Failure(400, 'connection closed')
  return new Failure(400, error.message, fieldsOf(error))
}

/** A login that was refused: the proxy checks the password itself, and leaves all else to Postgres. */
export function loginFailure(error: unknown, user: string): Failure {
  if (!(error instanceof pg.DatabaseError)) return new Failure(500, "couldn't connect to compute node")
  const badPassword = error.code === '28P01' || error.code === '28000'
  if (badPassword) return new Failure(400, `password authentication failed for user '${user}'`)
  return new Failure(500, error.message, fieldsOf(error))
}

function fieldsOf(error: pg.DatabaseError): Record<string, unknown> {
  const values: Record<string, unknown> = { ...error }
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]))
}
