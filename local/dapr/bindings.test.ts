import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daprOf, fixturePlatform } from '../fixtures/platform.ts'
import type { Platform } from '../platform.ts'

let platform: Platform
let dapr: ReturnType<typeof daprOf>
beforeAll(async () => {
  platform = await fixturePlatform()
  dapr = daprOf(platform, 'alpha')
  await platform.query('create table thing (id int primary key, name text)')
})
afterAll(() => platform.close())

const bind = (operation: string, sql: string, params?: unknown[]) =>
  dapr('POST', '/v1.0/bindings/database', {
    operation,
    metadata: { sql, ...(params && { params: JSON.stringify(params) }) },
  })
const query = async (sql: string, params?: unknown[]) => {
  const { status, text } = await bind('query', sql, params)
  return { status, text }
}

describe('exec', () => {
  test('tells in headers what it did', async () => {
    const answer = await bind('exec', 'insert into thing\nvalues ($1, $2), (2, null)', [1, 'x'])
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers.get('metadata.rows-affected')).toBe('2')
    expect(answer.headers.get('metadata.sql')).toBe('insert into thing values ($1, $2), (2, null)')
    for (const name of ['operation', 'start-time', 'end-time', 'duration'])
      expect(answer.headers.get(`metadata.${name}`)).toBeTruthy()
  })

  test('takes several statements when there are no parameters', async () => {
    expect((await bind('exec', 'insert into thing values (3); delete from thing where id = 3')).status).toBe(200)
  })

  test.each([
    ['without parameters', undefined],
    ['with parameters', ['a']],
  ])('tells what went wrong at run time, %s', async (_, params) => {
    await bind('exec', `insert into thing values (9, 'a') on conflict do nothing`)
    const message =
      'error invoking output binding database: error executing query: ERROR: duplicate key value violates unique constraint "thing_pkey" (SQLSTATE 23505)'
    const sql = params ? 'insert into thing values (9, $1)' : 'insert into thing values (9)'
    expect(await bind('exec', sql, params)).toMatchObject({
      status: 500,
      json: { errorCode: 'ERR_INVOKE_OUTPUT_BINDING', message },
    })
  })
})

describe('the rows of a query', () => {
  test.each([
    [`select 1, 'nm', true, null`, '[[1,"nm",true,null]]'],
    ['select 1 where false', '[]'],
    [
      'select 9007199254740993::bigint, 1.50::numeric(5,2), 123456789012345678901234567890::numeric, 1.5::float8',
      '[[9007199254740993,1.50,123456789012345678901234567890,1.5]]',
    ],
    [
      `select '2026-01-02 03:04:05.600+02'::timestamptz, '2026-01-02'::date, '2026-01-02 03:04:05'::timestamp`,
      '[["2026-01-02T01:04:05.6Z","2026-01-02T00:00:00Z","2026-01-02T03:04:05Z"]]',
    ],
    [`select '00010203-0405-0607-0809-0a0b0c0d0e0f'::uuid`, '[[[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]]]'],
    [`select '{"b":[1,2]}'::json, '\\x6869'::bytea`, '[[{"b":[1,2]},"aGk="]]'],
    [`select array['a"b', null, 'c,d'], array[1,2], array[]::text[]`, '[[["a\\"b",null,"c,d"],[1,2],[]]]'],
    [
      `select '10:00:01.5'::time, '1 year 2 mons 3 days 00:00:01'::interval`,
      '[[{"Microseconds":36001500000,"Valid":true},{"Microseconds":1000000,"Days":3,"Months":14,"Valid":true}]]',
    ],
  ])('%s', async (sql, text) => expect(await query(sql)).toEqual({ status: 200, text }))

  test('parameters reach it by the types that it has', async () => {
    expect(
      await query(`select $1::int + 1, $2::text, $3::text::jsonb->>'a', $4::bool, $5::timestamptz, $6::int[]`, [
        1,
        'x',
        '{"a":"b"}',
        true,
        '2026-01-01T00:00:00Z',
        [1, 2],
      ]),
    ).toEqual({
      status: 200,
      text: '[[2,"x","b",true,"2026-01-01T00:00:00Z",[1,2]]]',
    })
    expect(await query('select $1::text is null', [null])).toEqual({ status: 200, text: '[[true]]' })
    expect(await query('select $1::jsonb', [{ a: [1] }])).toEqual({ status: 200, text: '[[{"a":[1]}]]' })
  })
})

describe('what fails in a query', () => {
  test.each([
    ['a duplicate key', 'insert into thing values (50), (50) returning id', undefined, '[]'],
    ['a division by zero', 'select 1/0', undefined, '[]'],
    ['an error at the second row', 'select 1/(2-n) from generate_series(1, 3) as n', undefined, '[[1]]'],
    ['a number for a text', 'select $1::text', [5], '[]'],
    ['a parameter too few', 'select $1::text', [], '[]'],
  ])('%s is not told', async (_, sql, params, text) => expect(await query(sql, params)).toEqual({ status: 200, text }))

  test.each([
    ['a table that is not there', 'select * from nothing', '42P01'],
    ['what is no SQL', 'selec 1', '42601'],
  ])('%s is told, since it shows before it runs', async (_, sql, code) => {
    expect(await bind('query', sql)).toMatchObject({
      status: 500,
      json: { message: expect.stringContaining(`(SQLSTATE ${code})`) },
    })
  })

  test('a number that JSON has not is told', async () => {
    expect(await bind('query', `select 'NaN'::float8`)).toMatchObject({
      status: 500,
      json: { message: expect.stringContaining('unsupported value: NaN') },
    })
  })

  test('leaves the database ready for the next', async () => {
    await query('select 1/0')
    expect((await bind('exec', 'begin; select 1/0; commit')).status).toBe(500)
    expect(await query('select 1')).toEqual({ status: 200, text: '[[1]]' })
  })
})

test('statements and transactions on the state beside each other do not touch each other', async () => {
  const transaction = (index: number) =>
    dapr('POST', '/v1.0/state/state/transaction', {
      operations: [1, 2, 3].map((part) => ({
        operation: 'upsert',
        request: { key: `both-${index}-${part}`, value: part },
      })),
    })
  const works = Array.from({ length: 30 }, (_, index) => (index % 2 ? transaction(index) : query('select 1/0')))
  expect(new Set((await Promise.all(works)).map(({ status }) => status))).toEqual(new Set([204, 200]))
  expect(await platform.query(`select count(*)::int as count from state where key like 'both-%'`)).toEqual([
    { count: 45 },
  ])
})

describe('what is refused', () => {
  test.each([
    [
      'another binding',
      '/v1.0/bindings/nob',
      { operation: 'query', metadata: { sql: 'select 1' } },
      500,
      "couldn't find output binding nob",
    ],
    [
      'another operation',
      '/v1.0/bindings/database',
      { operation: 'dance', metadata: { sql: 'select 1' } },
      500,
      'dance',
    ],
    ['no SQL', '/v1.0/bindings/database', { operation: 'query' }, 500, 'sql'],
    [
      'parameters that are no list',
      '/v1.0/bindings/database',
      { operation: 'query', metadata: { sql: 'select 1', params: '{}' } },
      500,
      'params',
    ],
    [
      'metadata that is no text',
      '/v1.0/bindings/database',
      { operation: 'query', metadata: { sql: 1 } },
      400,
      'cannot unmarshal number',
    ],
  ])('%s', async (_, path, body, status, message) => {
    expect(await dapr('POST', path, body)).toMatchObject({
      status,
      json: { message: expect.stringContaining(message) },
    })
  })
})
