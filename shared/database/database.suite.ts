import { describe, expect, test } from 'vitest'
import type { Database, Parameter } from './database.ts'
import { DatabaseError } from './database.ts'

interface Open {
  database: Database
  /** Takes the tables of `schema.ts` away. */
  dropTables(): Promise<void>
}

const texts = [
  ['plain text', 'milk'],
  ['nothing', ''],
  ['quotes', `it's "half" \\ done; -- $1 'x'`],
  ['lines', 'one\ntwo\r\n\tthree'],
  ['many scripts', 'Grüße, 牛奶, สวัสดี, שלום, 🧦🏽'],
  ['a number', '42'],
  ['the word null', 'null'],
] as const

const typed: [sql: string, parameter: Parameter, cell: Parameter][] = [
  ['$1::text', null, null],
  ['$1::text::boolean', true, true],
  ['$1::text::boolean', false, false],
  ['$1::text::int', -7, -7],
  ['$1::text::double precision', 0.25, 0.25],
  ['$1::text::bigint::text', '9007199254740993', '9007199254740993'],
  ['$1::text::numeric::text', '12345678901234567890.5', '12345678901234567890.5'],
  ["(($1::text::jsonb)->>'ü')::text", '{"ü":"\\"quoted\\""}', '"quoted"'],
  ["($1::text::json->'n')::text", '{"n":{"deep":[1,null]}}', '{"deep":[1,null]}'],
  ["to_char($1::text::timestamptz at time zone 'utc', 'HH24:MI')", '2026-03-01T09:30:00+02:00', '07:30'],
]

/** What every way to reach Postgres must do alike. */
export function databaseSuite(name: string, open: () => Open): void {
  describe(`the database through ${name}`, () => {
    test.each(texts)('keeps %s', async (_, text) => {
      expect(await open().database.query('select $1::text, upper($2::text)', [text, 'x'])).toEqual([[text, 'X']])
    })

    test.each(typed)('reads %s of %j', async (sql, parameter, cell) => {
      expect(await open().database.query(`select ${sql}`, [parameter])).toEqual([[cell]])
    })

    test('takes a parameter without a cast as the type that its place asks for', async () => {
      const rows = await open().database.query('select 1 where true = $1 and 5 = $2', [true, 5])
      expect(rows).toEqual([[1]])
    })

    test('gives rows in their order', async () => {
      const rows = await open().database.query('select n, $1::text from generate_series(1, 3) n order by n desc', ['x'])
      expect(rows).toEqual([
        [3, 'x'],
        [2, 'x'],
        [1, 'x'],
      ])
    })

    test('says what is wrong with a statement that cannot be read', async () => {
      const failed = open().database.query('selec 1')
      await expect(failed).rejects.toThrow(DatabaseError)
      await expect(failed).rejects.toMatchObject({ sqlState: '42601', message: expect.stringMatching(/syntax error/) })
    })

    test.each([
      ['divides by zero', 'select 1 / $1::text::int', [0]],
      ['has a parameter that does not fit', 'select $1::text::int', ['many']],
      ['gives no row', 'select 1 where false', []],
    ])('rejects a statement that %s', async (_, sql, parameters) => {
      await expect(open().database.query(sql, parameters)).rejects.toThrow(DatabaseError)
    })

    test('rejects a duplicate key, and keeps the first', async () => {
      const { database } = open()
      await database.execute('create table if not exists once (id int primary key)')
      const insert = 'insert into once values ($1::text::int) returning id'
      expect(await database.query(insert, [1])).toEqual([[1]])
      const failed = await database.query(insert, [1]).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(DatabaseError)
      // The binding does not say why.
      expect(['23505', undefined]).toContain(failed instanceof DatabaseError && failed.sqlState)
      expect(await database.query('select count(*)::int from once')).toEqual([[1]])
      await database.execute('drop table once')
    })

    test('refuses a column of JSON, which drivers read differently', async () => {
      await expect(open().database.query(`select '{"n":12345678901234567890}'::json`)).rejects.toThrow(
        /cast it to text/,
      )
    })

    test('reports an error of a statement whose rows do not matter', async () => {
      await expect(open().database.execute('drop table nowhere')).rejects.toMatchObject({ sqlState: '42P01' })
    })

    test('makes missing tables when first used, by two at once', async () => {
      const { database, dropTables } = open()
      await dropTables()
      const count = () => database.query('select count(*)::int from task_search')
      expect(await Promise.all([count(), count(), count()])).toEqual([[[0]], [[0]], [[0]]])
      expect(await count()).toEqual([[0]])
    })

    test('rejects a table that is none of ours', async () => {
      await expect(open().database.query('select 1 from nowhere')).rejects.toMatchObject({ sqlState: '42P01' })
    })

    test('answers many at once, each its own', async () => {
      const { database } = open()
      const numbers = Array.from({ length: 20 }, (_, n) => n)
      const answers = await Promise.all(numbers.map((n) => database.query('select $1::text::int', [n])))
      expect(answers).toEqual(numbers.map((n) => [[n]]))
    })
  })
}
