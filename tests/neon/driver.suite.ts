import { describe, expect, test } from 'vitest'

export interface Result {
  rows: unknown[][]
  fields: { name: string; dataTypeID: number }[]
  command: string
  rowCount: number | null
}

/** Runs one statement through the driver, rows as arrays. */
export type Query = (sql: string, parameters?: unknown[]) => Promise<Result>

const values: [sql: string, value: unknown][] = [
  [`'Grüße, 牛奶 🧦'::text`, 'Grüße, 牛奶 🧦'],
  [`''::text`, ''],
  ['(-32768)::smallint', -32_768],
  ['2147483647::int', 2_147_483_647],
  ['9007199254740993::bigint', '9007199254740993'],
  ['12345678901234567890.50::numeric', '12345678901234567890.50'],
  ['0.1::double precision', 0.1],
  [`'NaN'::double precision`, Number.NaN],
  [`'-Infinity'::real`, Number.NEGATIVE_INFINITY],
  ['true', true],
  ['false', false],
  ['null::text', null],
  [`'{"a": [1, null, "ü"]}'::json`, { a: [1, null, 'ü'] }],
  [`'{"b": 2, "a": {"deep": true}}'::jsonb`, { a: { deep: true }, b: 2 }],
  [`'null'::json`, null],
  [`'2026-03-01T09:30:00.123+02:00'::timestamptz`, new Date('2026-03-01T07:30:00.123Z')],
  [`'2026-03-01'::date`, new Date(2026, 2, 1)],
  [`'09:30:00'::time`, '09:30:00'],
  [`'0123cdef-0000-4000-8000-0123456789ab'::uuid`, '0123cdef-0000-4000-8000-0123456789ab'],
  ['array[1, null, -3]', [1, null, -3]],
  [`array['a,b', '"', '\\', '{}', 'NULL', '', null]`, ['a,b', '"', '\\', '{}', 'NULL', '', null]],
  [
    'array[[1, 2], [3, 4]]',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [`'{}'::text[]`, []],
  ['array[9007199254740993]::bigint[]', ['9007199254740993']],
]

const parameters: [type: string, parameter: unknown, text: string | null][] = [
  ['text', `it's "half" \\ done; -- $1 'x'`, `it's "half" \\ done; -- $1 'x'`],
  ['text', 'one\ntwo\r\n\tthree \u0001 🏳️‍🌈', 'one\ntwo\r\n\tthree \u0001 🏳️‍🌈'],
  ['text', '', ''],
  ['text', null, null],
  ['text', undefined, null],
  ['int', 42, '42'],
  ['double precision', 0.1, '0.1'],
  ['bigint', 9007199254740993n, '9007199254740993'],
  ['numeric', '12345678901234567890.5', '12345678901234567890.5'],
  ['boolean', true, 'true'],
  ['boolean', false, 'false'],
  ['json', { a: ['"', null] }, '{"a":["\\"",null]}'],
  ['text[]', ['a,b', '"', '\\', 'NULL', '', null], String.raw`{"a,b","\"","\\","NULL","",NULL}`],
  ['int[]', [1, 2], '{1,2}'],
  [
    'int[]',
    [
      [1, 2],
      [3, 4],
    ],
    '{{1,2},{3,4}}',
  ],
  [`timestamptz at time zone 'utc'`, new Date('2026-03-01T07:30:00.123Z'), '2026-03-01 07:30:00.123'],
  ['bytea', Buffer.from([0, 1, 255]), '\\x0001ff'],
]

const errors: [name: string, sql: string, fields: Record<string, unknown>][] = [
  [
    'syntax',
    'selec 1',
    { code: '42601', severity: 'ERROR', position: '1', message: 'syntax error at or near "selec"' },
  ],
  ['a table that is not there', 'select 1 from nowhere', { code: '42P01', position: '15' }],
  ['a value that cannot be', `select 1 / 0`, { code: '22012', routine: 'int4div' }],
  [
    'a duplicate',
    `insert into unlike values (1, 'a'), (1, 'b')`,
    {
      code: '23505',
      detail: 'Key (id)=(1) already exists.',
      schema: 'public',
      table: 'unlike',
      constraint: 'unlike_pkey',
    },
  ],
  ['nothing where something must be', `insert into unlike values (1, null)`, { code: '23502', column: 'name' }],
  ['a check', `insert into unlike values (1, '')`, { code: '23514', constraint: 'has_a_name' }],
  [
    'what a function raises',
    `do $$ begin raise exception 'no' using errcode = 'CN001', detail = 'some', hint = 'other', datatype = 'text'; end $$`,
    { code: 'CN001', message: 'no', detail: 'some', hint: 'other', dataType: 'text', where: /PL\/pgSQL/ },
  ],
  [
    'a statement within a function',
    `do $$ begin execute 'selec 2'; end $$`,
    { code: '42601', internalQuery: 'selec 2', internalPosition: '1' },
  ],
]

/** What Neon's driver must do alike over HTTP and over WebSocket. Needs a table `unlike`, see {@link unlikeTable}. */
export function driverSuite(name: string, query: Query): void {
  describe(`types over ${name}`, () => {
    test.each(values)('%s', async (sql, value) => {
      expect((await query(`select ${sql}`)).rows).toEqual([[value]])
    })

    test('bytea as bytes, interval as its parts', async () => {
      const { rows } = await query(`select '\\x0001ff'::bytea, '1 day 2 hours 3.5 seconds'::interval`)
      const [bytes, interval] = rows[0] ?? []
      expect([...(bytes as Uint8Array)]).toEqual([0, 1, 255])
      expect({ ...(interval as object) }).toEqual({ days: 1, hours: 2, seconds: 3, milliseconds: 500 })
    })
  })

  describe(`parameters over ${name}`, () => {
    test.each(parameters)('%s from %o', async (type, parameter, text) => {
      expect((await query(`select ($1::${type})::text`, [parameter])).rows).toEqual([[text]])
    })

    test('many, each in its place', async () => {
      const many = Array.from({ length: 500 }, (_, n) => `p${n}`)
      const places = many.map((_, n) => `$${n + 1}::text`).join(',')
      expect((await query(`select array[${places}]`, many)).rows).toEqual([[many]])
    })

    test('a text of several megabytes', async () => {
      const long = '🧦"\\'.repeat(200_000)
      expect((await query('select $1::text', [long])).rows).toEqual([[long]])
    })

    test('a text with NUL is refused, as Postgres has none', async () => {
      await expect(query('select $1::text', ['a\0b'])).rejects.toMatchObject({ code: '22021' })
    })
  })

  describe(`results over ${name}`, () => {
    test('name their columns and types', async () => {
      const { fields } = await query('select 1 as one, now() as "at once", null')
      expect(fields).toMatchObject([
        { name: 'one', dataTypeID: 23 },
        { name: 'at once', dataTypeID: 1184 },
        { name: '?column?', dataTypeID: 25 },
      ])
    })

    test.each([
      ['select generate_series(1, 3)', 'SELECT', 3],
      ['select 1 where false', 'SELECT', 0],
      [`insert into unlike select n, 'x' from generate_series(100, 104) n`, 'INSERT', 5],
      [`update unlike set name = 'y' where id >= 100`, 'UPDATE', 5],
      ['delete from unlike where id >= 100', 'DELETE', 5],
      ['create table if not exists unlike ()', 'CREATE', null],
      ['do $$ begin end $$', 'DO', null],
    ])('of "%s" say what was done to how many', async (sql, command, rowCount) => {
      expect(await query(sql)).toMatchObject({ command, rowCount })
    })
  })

  describe(`errors over ${name}`, () => {
    test.each(errors)('%s', async (_, sql, { where, ...fields }) => {
      await expect(query(sql)).rejects.toMatchObject({
        ...fields,
        ...(where instanceof RegExp && { where: expect.stringMatching(where) }),
      })
      expect((await query('select 1')).rows).toEqual([[1]])
    })
  })
}

export const unlikeTable = `create table unlike (id int primary key, name text not null, constraint has_a_name check (name <> ''))`
