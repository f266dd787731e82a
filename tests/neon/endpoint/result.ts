import pg from 'pg'

type Row = (string | null)[]

/** What a statement gave, every value as Postgres' own text. */
export type RawResult = pg.QueryArrayResult<Row>

/** Runs a statement as Neon's proxy does: prepared, so it is one statement alone, with texts both ways. */
export function runStatement(client: pg.ClientBase, text: string, values: (string | null)[]): Promise<RawResult> {
  return client.query<Row>({ text, values, rowMode: 'array', queryMode: 'extended', types: asTexts } as Statement)
}

/** Without `queryMode`, a statement with no parameters goes as a simple query, which may be several statements. */
type Statement = pg.QueryArrayConfig & { queryMode: 'extended' }

const asTexts = { getTypeParser: () => (text: string) => text }

export interface Shape {
  /** Values as Postgres' texts; else what JSON has a form for comes in that form. */
  rawText: boolean
  /** Rows as arrays, else as objects. */
  arrayMode: boolean
}

/** The answer to one statement. */
export function resultBody({ command, rowCount, fields, rows }: RawResult, { rawText, arrayMode }: Shape) {
  const cells = rawText ? rows : rows.map((row) => row.map((text, column) => plain(text, fields[column]?.dataTypeID)))
  return {
    rowAsArray: arrayMode,
    fields,
    rows: arrayMode ? cells : cells.map((row) => Object.fromEntries(fields.map(({ name }, at) => [name, row[at]]))),
    command: command ?? '',
    rowCount,
  }
}

/** Types whose values JSON can hold, and arrays of these; https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const plainTypes = new Set([16, 21, 23, 114, 700, 701, 3802, 199, 1000, 1005, 1007, 1009, 1015, 1021, 1022, 3807])

function plain(text: string | null, type: number | undefined): unknown {
  if (text === null || type === undefined || !plainTypes.has(type)) return text
  const value: unknown = pg.types.getTypeParser(type)(text)
  return typeof value === 'number' && !Number.isFinite(value) ? text : value
}
