/** A value that goes into a statement. Whole numbers beyond 2^53 go as text. */
export type Parameter = string | number | boolean | null

/** A value that comes out of a statement. */
export type Cell = string | number | boolean | null

/**
 * Postgres, as far as every way to reach it gives the same. For statements this means:
 * - a statement gives at least one row, since `bindings.postgresql` answers a failed one with no rows;
 * - parameters travel as text: `$1::text::bigint`, a JSON document as `$1::text::json`;
 * - columns are text, boolean, integer or double precision; anything else is cast to text, JSON too.
 */
export interface Database {
  /** Runs one statement and gives its rows as arrays. Rejects with a {@link DatabaseError}, also when there is no row. */
  query(sql: string, parameters?: readonly Parameter[]): Promise<Cell[][]>
  /** Runs a statement without parameters whose rows do not matter. Rejects with a {@link DatabaseError}. */
  execute(sql: string): Promise<void>
}

/** A statement that did not succeed. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  /** Postgres' code (https://www.postgresql.org/docs/current/errcodes-appendix.html), where it is known. */
  readonly sqlState: string | undefined

  constructor(message: string, { sqlState, cause }: { sqlState?: string | undefined; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.sqlState = sqlState
  }

  /** Whether it says nothing of the statement: no answer came, or the database is short of something, going down or coming up. */
  get isPassing(): boolean {
    return this.sqlState === undefined || /^(08|53|57P)/.test(this.sqlState)
  }
}
