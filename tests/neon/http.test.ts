import { type NeonQueryFunction, neon } from '@neondatabase/serverless'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { driverSuite, type Result, unlikeTable } from './driver.suite.ts'
import { credentials, type Neon, startNeon, useLoopback } from './neon.ts'

let server: Neon
let sql: NeonQueryFunction<true, true>

beforeAll(async () => {
  server = await startNeon()
  await useLoopback(server)
  sql = neon(server.connectionString, { arrayMode: true, fullResults: true })
  await sql.query(unlikeTable)
})
afterAll(() => server?.stop())

driverSuite('HTTP', async (text, parameters) => (await sql.query(text, parameters)) as Result)

test('a request over HTTP is one statement', async () => {
  const refused = { code: '42601', message: expect.stringMatching(/multiple commands/) }
  await expect(sql.query('select 1; select 2')).rejects.toMatchObject(refused)
})

const count = async () => (await sql.query('select count(*)::int from unlike')).rows[0]?.[0]
const insert = (id: number) => sql.query('insert into unlike values ($1, $2)', [id, 'x'])

describe('a transaction over HTTP', () => {
  test('gives the result of every statement', async () => {
    const [first, second] = await sql.transaction([sql`select 1`, sql`select ${'two'}::text`])
    expect([first?.rows, second?.rows]).toEqual([[[1]], [['two']]])
  })

  test('happens whole', async () => {
    await sql.transaction([insert(1), insert(2)])
    expect(await count()).toBe(2)
    await sql.query('delete from unlike')
  })

  test.each([
    ['at its last statement', [1, 2, 1]],
    ['at its first statement', [-1, 1, 2]],
  ])('or not at all, when it fails %s', async (_, ids) => {
    const statements = ids.map((id) => (id < 0 ? sql.query('select 1 / 0') : insert(id)))
    await expect(sql.transaction(statements)).rejects.toMatchObject({ code: expect.stringMatching(/23505|22012/) })
    expect(await count()).toBe(0)
  })

  test('is checked at its end too', async () => {
    await sql.query('create table later (id int unique deferrable initially deferred)')
    const twice = [sql`insert into later values (1)`, sql`insert into later values (1)`]
    await expect(sql.transaction(twice)).rejects.toMatchObject({ code: '23505', constraint: 'later_id_key' })
    expect((await sql`select 1 from later`).rows).toEqual([])
  })

  test.each([
    ['ReadUncommitted', 'read uncommitted'],
    ['ReadCommitted', 'read committed'],
    ['RepeatableRead', 'repeatable read'],
    ['Serializable', 'serializable'],
  ] as const)('is %s when asked', async (isolationLevel, shown) => {
    const [level] = await sql.transaction([sql`show transaction_isolation`], { isolationLevel })
    expect(level?.rows).toEqual([[shown]])
  })

  test('is read only and deferrable when asked', async () => {
    const options = { readOnly: true, deferrable: true, isolationLevel: 'Serializable' } as const
    const shown = await sql.transaction([sql`show transaction_read_only`, sql`show transaction_deferrable`], options)
    expect(shown.map(({ rows }) => rows)).toEqual([[['on']], [['on']]])
    await expect(sql.transaction([insert(1)], { readOnly: true })).rejects.toMatchObject({ code: '25006' })
  })

  test('does not see what others do meanwhile, when its reads are repeatable', async () => {
    const statements = [
      sql`select count(*)::int from unlike`,
      sql`select pg_sleep(0.3)`,
      sql`select count(*)::int from unlike`,
    ]
    const reading = sql.transaction(statements, { isolationLevel: 'RepeatableRead' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    await insert(1)
    const [before, , after] = await reading
    expect([before?.rows, after?.rows]).toEqual([[[0]], [[0]]])
    await sql.query('delete from unlike')
  })
})

describe('a session over HTTP', () => {
  test('lasts for one request', async () => {
    await sql.transaction([sql`set search_path to elsewhere`, sql`create temporary table passing ()`])
    const seen = await Promise.all(Array.from({ length: 5 }, () => sql`show search_path`))
    expect(new Set(seen.map(({ rows }) => rows[0]?.[0]))).toEqual(new Set(['"$user", public']))
    await expect(sql`select 1 from passing`).rejects.toMatchObject({ code: '42P01' })
  })

  test('is of the user and database that the connection string names', async () => {
    const { rows } = await sql`select current_user::text, current_database()::text, current_setting('application_name')`
    expect(rows).toEqual([[credentials.user, credentials.database, expect.stringMatching(/neondatabase/)]])
  })
})

describe('a login over HTTP', () => {
  const failed = (user: string, password: string, database: string) =>
    neon(server.endpoint.connectionString(user, password, database))
      .query('select 1')
      .then(
        () => undefined,
        (error: unknown) => error,
      )
  const { user, password, database } = credentials

  test('with a wrong password is refused, without repeating it', async () => {
    const error = await failed(user, 'wrong-one', database)
    expect(error).toMatchObject({ name: 'NeonDbError', message: `password authentication failed for user '${user}'` })
    expect(JSON.stringify(error)).not.toContain('wrong-one')
  })

  test('of an unknown user looks like a wrong password', async () => {
    expect(await failed('nobody', password, database)).toMatchObject({
      message: "password authentication failed for user 'nobody'",
    })
  })

  test('to an unknown database names it', async () => {
    expect(await failed(user, password, 'nowhere')).toMatchObject({
      message: expect.stringMatching(/HTTP status 500.*database \\"nowhere\\" does not exist/),
    })
  })
})

describe('what asks without the driver', () => {
  const ask = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.endpoint.port}/sql`, {
      method: 'POST',
      headers: { 'neon-connection-string': server.connectionString, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const answer: Record<string, unknown> = await response.json()
    return { status: response.status, ...answer }
  }

  test('gets rows as objects, with what JSON can say', async () => {
    const query = `select 1 as int, 2::bigint as big, true as yes, 'NaN'::float8 as nan, array[1,null] as list,
      '{"a":1}'::jsonb as json, null as nothing, '2026-03-01'::date as day`
    expect(await ask({ query })).toMatchObject({
      status: 200,
      rowAsArray: false,
      rows: [
        { int: 1, big: '2', yes: true, nan: 'NaN', list: [1, null], json: { a: 1 }, nothing: null, day: '2026-03-01' },
      ],
    })
  })

  test('may give parameters of JSON', async () => {
    const params = [1, true, null, { a: '"' }, ['a"b', null, 2, { n: 1 }], [[1], [2]]]
    const query = 'select $1::int, $2::bool, $3::text, $4::json, $5::text[], $6::int[]'
    expect(await ask({ query, params }, { 'neon-array-mode': 'true' })).toMatchObject({
      rows: [[1, true, null, { a: '"' }, ['a"b', null, '2', '{"n":1}'], [[1], [2]]]],
    })
  })

  test.each([
    ['no JSON', 'select 1', /could not parse/],
    ['no statement', {}, /could not parse/],
    ['half a character', `{"query":"select $1::text","params":["\\ud83d"]}`, /surrogate/],
  ])('is told of %s', async (_, body, message) => {
    expect(await ask(body)).toEqual({ status: 400, message: expect.stringMatching(message) })
  })

  test.each([
    ['an isolation level that is none', { 'neon-batch-isolation-level': 'Chaos' }, /isolation level/],
    ['a connection string that is none', { 'neon-connection-string': 'x' }, /invalid connection string/],
  ])('is told of %s', async (_, headers, message) => {
    expect(await ask({ queries: [] }, headers)).toEqual({ status: 400, message: expect.stringMatching(message) })
  })

  test('gets no answer of more than 10 MB, and may not ask with more', async () => {
    const query = `select repeat('x', 11000000)`
    expect(await ask({ query })).toMatchObject({ status: 507, message: expect.stringMatching(/too large/) })
    expect(await ask({ query: 'select $1::text', params: ['x'.repeat(11_000_000)] })).toMatchObject({ status: 413 })
  })
})
