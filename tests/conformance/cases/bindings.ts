import { expect } from 'vitest'
import type { Case, Part, World } from '../world.ts'
import { docs, errorOf, unique } from './tools.ts'

const api = docs('reference/api/bindings_api/')
const component = docs('reference/components-reference/supported-bindings/postgresql/')
const code = 'components-contrib bindings/postgres/postgres.go; jackc/pgx v5'

const bind = ({ dapr }: World, operation: string, sql: string, params?: unknown[]) =>
  dapr('alpha')('POST', '/v1.0/bindings/database', {
    operation,
    metadata: { sql, ...(params && { params: JSON.stringify(params) }) },
  })

/** A table of a case's own. */
async function table(world: World, columns: string): Promise<string> {
  const name = unique('t').replaceAll('-', '_')
  expect((await bind(world, 'exec', `create table ${name} (${columns})`)).status).toBe(200)
  return name
}

/** What a query of one value gives for it. */
const gives = (sql: string, expected: unknown, params?: unknown[]): Case => ({
  name: `select ${sql}${params ? ` with ${JSON.stringify(params)}` : ''} gives ${JSON.stringify(expected)}`,
  source: `${code}: pgx's Go value through encoding/json`,
  async run(world) {
    const { status, text } = await bind(world, 'query', `select ${sql}`, params)
    expect([status, text]).toEqual([200, `[[${JSON.stringify(expected)}]]`])
  },
})

const cases: Case[] = [
  {
    name: 'exec tells how many rows it changed, in headers, and has no body',
    source: component,
    async run(world) {
      const name = await table(world, 'id int primary key, name text')
      const answer = await bind(world, 'exec', `insert into ${name}\nvalues ($1, $2), ($3, null)`, [1, 'one', 2])
      expect(answer).toMatchObject({ status: 200, text: '' })
      const headers = Object.fromEntries(answer.headers)
      expect(headers).toMatchObject({
        'metadata.rows-affected': '2',
        'metadata.operation': 'exec',
        'metadata.sql': `insert into ${name} values ($1, $2), ($3, null)`,
        'content-type': 'application/json',
      })
      for (const part of ['start-time', 'end-time'])
        expect(Date.parse(headers[`metadata.${part}`] ?? '')).toBeGreaterThan(0)
      expect(headers['metadata.duration']).toMatch(/^[\d.]+\S*s$/)
    },
  },
  {
    name: 'query gives rows as lists, without the names of columns',
    source: component,
    async run(world) {
      const name = await table(world, 'id int primary key, name text')
      await bind(world, 'exec', `insert into ${name} values (1, 'one'), (2, null)`)
      const answer = await bind(world, 'query', `select * from ${name} where id >= $1 order by id`, [1])
      expect(answer).toMatchObject({ status: 200, text: '[[1,"one"],[2,null]]' })
      expect(answer.headers.get('content-type')).toBe('application/json')
      expect(answer.headers.get('metadata.operation')).toBe('query')
      expect(await bind(world, 'query', `select * from ${name} where id > 9`)).toMatchObject({
        status: 200,
        text: '[]',
      })
      expect(await bind(world, 'query', `insert into ${name} values (3, 'x') returning id`)).toMatchObject({
        text: '[[3]]',
      })
    },
  },
  {
    name: 'several statements are one exec, when there are no parameters',
    source: `${code} (simple protocol)`,
    async run(world) {
      const name = await table(world, 'id int')
      const sql = `insert into ${name} values (1); insert into ${name} values (2); delete from ${name} where id = 1`
      expect((await bind(world, 'exec', sql)).status).toBe(200)
      expect((await bind(world, 'query', `select id from ${name}`)).text).toBe('[[2]]')
    },
  },
  {
    name: 'and all or nothing',
    source: 'PostgreSQL: statements of one simple query are one transaction',
    async run(world) {
      const name = await table(world, 'id int primary key')
      const answer = await bind(world, 'exec', `insert into ${name} values (1); insert into ${name} values (1)`)
      expect(answer.status).toBe(500)
      expect((await bind(world, 'query', `select id from ${name}`)).text).toBe('[]')
    },
  },
  gives('1', 1),
  gives("'text'", 'text'),
  gives('true', true),
  gives('null', null),
  gives('1.5::numeric', 1.5),
  gives('9007199254740993::bigint::text', '9007199254740993'),
  gives("'2026-01-02 03:04:05.678+02'::timestamptz at time zone 'utc'", '2026-01-02T01:04:05.678Z'),
  gives("'2026-01-02T03:04:05Z'::timestamptz", '2026-01-02T03:04:05Z'),
  gives("'2026-01-02'::date", '2026-01-02T00:00:00Z'),
  gives(`'{"b":1,"a":[1]}'::jsonb`, { a: [1], b: 1 }),
  gives("array['a','b']", ['a', 'b']),
  gives('array[1,2]', [1, 2]),
  gives("'\\x616263'::bytea", 'YWJj'),
  gives("'00000000-0000-0000-0000-000000000001'::uuid", [...Array(15).fill(0), 1]),
  gives('$1::int + 1', 2, [1]),
  gives('$1::text', 'ü', ['ü']),
  gives('$1::jsonb', { a: [1, null] }, [{ a: [1, null] }]),
  gives('$1::timestamptz', '2026-01-02T03:04:05Z', ['2026-01-02T03:04:05Z']),
  gives('$1::text[]', ['a', 'b"c'], [['a', 'b"c']]),
  gives('$1::text is null', true, [null]),
  gives('$1::boolean', true, [true]),
  gives('$1::float8', 0.1, [0.1]),
  {
    name: 'an exec that fails is 500, with what PostgreSQL says',
    source: code,
    async run(world) {
      const name = await table(world, 'id int primary key')
      await bind(world, 'exec', `insert into ${name} values (1)`)
      expect(errorOf(await bind(world, 'exec', `insert into ${name} values ($1)`, [1]))).toEqual({
        status: 500,
        errorCode: 'ERR_INVOKE_OUTPUT_BINDING',
        message: `error invoking output binding database: error executing query: ERROR: duplicate key value violates unique constraint "${name}_pkey" (SQLSTATE 23505)`,
      })
    },
  },
  {
    name: 'a query that cannot be parsed is 500',
    source: code,
    async run(world) {
      expect(errorOf(await bind(world, 'query', 'selec 1'))).toEqual({
        status: 500,
        errorCode: 'ERR_INVOKE_OUTPUT_BINDING',
        message:
          'error invoking output binding database: error executing query: ERROR: syntax error at or near "selec" (SQLSTATE 42601)',
      })
    },
  },
  {
    name: 'what is asked wrongly is told',
    source: `${api}; ${code}`,
    async run({ dapr }) {
      const send = async (name: string, body: unknown) =>
        errorOf(await dapr('alpha')('POST', `/v1.0/bindings/${name}`, body))
      const wrong = (status: number, errorCode: string, message: string) => ({ status, errorCode, message })
      expect(await send('nob', { operation: 'exec' })).toEqual(
        wrong(500, 'ERR_INVOKE_OUTPUT_BINDING', "error invoking output binding nob: couldn't find output binding nob"),
      )
      expect(await send('database', { operation: 'frob', metadata: { sql: 'select 1' } })).toEqual(
        wrong(
          500,
          'ERR_INVOKE_OUTPUT_BINDING',
          'error invoking output binding database: binding database does not support operation frob. supported operations:exec query close',
        ),
      )
      expect(await send('database', {})).toEqual(
        wrong(
          500,
          'ERR_INVOKE_OUTPUT_BINDING',
          'error invoking output binding database: operation field is missing from request',
        ),
      )
      expect(await send('database', { operation: 'exec' })).toMatchObject({ status: 500 })
      expect(await send('database', { operation: 'exec', metadata: { sql: 5 } })).toMatchObject(
        wrong(
          400,
          'ERR_MALFORMED_REQUEST',
          'failed deserializing HTTP body: json: cannot unmarshal number into Go struct field OutputBindingRequest.metadata of type string',
        ),
      )
      expect(
        await send('database', { operation: 'exec', metadata: { sql: 'select $1::int', params: '[1,2]' } }),
      ).toEqual(
        wrong(
          500,
          'ERR_INVOKE_OUTPUT_BINDING',
          'error invoking output binding database: error executing query: mismatched param and argument count',
        ),
      )
      expect(await send('database', { operation: 'exec', metadata: { sql: 'select 1', params: '{}' } })).toMatchObject({
        status: 500,
        message: expect.stringContaining('invalid metadata property params: failed to unserialize into an array'),
      })
    },
  },
]

export const bindings: Part = { name: 'bindings.postgresql', cases }
