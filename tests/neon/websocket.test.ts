import { Client, neonConfig, Pool } from '@neondatabase/serverless'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket as WsWebSocket } from 'ws'
import { eventually } from '../support/eventually.ts'
import { driverSuite, type Result, unlikeTable } from './driver.suite.ts'
import { credentials, type Neon, startNeon } from './neon.ts'

let server: Neon
let pool: Pool

beforeAll(async () => {
  server = await startNeon()
  neonConfig.useSecureWebSocket = false
  neonConfig.wsProxy = (host, port) => `${host}:${port}/v2?address=${host}:${port}`
  pool = new Pool({ connectionString: server.connectionString, max: 5 })
  pool.on('error', () => undefined)
  await pool.query(unlikeTable)
})
afterAll(async () => {
  await pool?.end()
  await server?.stop()
})

driverSuite(
  'WebSocket',
  async (text, values = []) => (await pool.query({ text, values, rowMode: 'array' })) as unknown as Result,
)

test('a text over WebSocket may be several statements, when it has no parameters', async () => {
  const results = await pool.query('select 1 as n; select 2 as n')
  expect(results).toMatchObject([{ rows: [{ n: 1 }] }, { rows: [{ n: 2 }] }])
  await expect(pool.query('select $1::int; select 2', [1])).rejects.toMatchObject({ code: '42601' })
})

const ids = async () => (await pool.query('select id from unlike order by id')).rows.map(({ id }) => id)

describe('a session over WebSocket', () => {
  let client: Client
  const connected = async () => {
    const made = new Client(server.connectionString)
    made.on('error', () => undefined)
    await made.connect()
    return made
  }

  beforeEach(async () => {
    client = await connected()
  })
  afterEach(async () => {
    await client.end()
    await pool.query('delete from unlike')
  })

  test('is of the user and database that the connection string names', async () => {
    const { rows } = await client.query('select current_user as user, current_database() as database')
    expect(rows).toEqual([{ user: credentials.user, database: credentials.database }])
  })

  test('keeps its state', async () => {
    await client.query('set search_path to elsewhere')
    await client.query('create temporary table passing (n int)')
    await client.query('insert into passing values (1)')
    expect((await client.query('show search_path')).rows).toEqual([{ search_path: 'elsewhere' }])
    expect((await client.query('select * from passing')).rows).toEqual([{ n: 1 }])
  })

  test('commits what it began', async () => {
    await client.query('begin')
    await client.query(`insert into unlike values (1, 'x')`)
    expect(await ids()).toEqual([])
    await client.query('commit')
    expect(await ids()).toEqual([1])
  })

  test('rolls back what it began', async () => {
    await client.query('begin isolation level serializable')
    expect((await client.query('show transaction_isolation')).rows).toEqual([{ transaction_isolation: 'serializable' }])
    await client.query(`insert into unlike values (1, 'x')`)
    await client.query('savepoint here')
    await expect(client.query(`insert into unlike values (1, 'y')`)).rejects.toMatchObject({ code: '23505' })
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' })
    await client.query('rollback to here')
    expect((await client.query('select name from unlike')).rows).toEqual([{ name: 'x' }])
    await client.query('rollback')
    expect(await ids()).toEqual([])
  })

  test('loses what it began when it ends', async () => {
    const passing = await connected()
    await passing.query('begin')
    await passing.query(`insert into unlike values (1, 'x')`)
    await passing.end()
    await pool.query(`insert into unlike values (1, 'y')`)
    expect((await pool.query('select name from unlike')).rows).toEqual([{ name: 'y' }])
  })

  test('hears what others notify', async () => {
    const heard = new Promise((resolve) => client.on('notification', ({ payload }) => resolve(payload)))
    await client.query('listen changes')
    await pool.query(`notify changes, 'now'`)
    expect(await heard).toBe('now')
  })

  test('is gone from PostgreSQL when it ends', async () => {
    const passing = await connected()
    const { rows } = await passing.query('select pg_backend_pid() as pid')
    await passing.end()
    await eventually('the session is gone', async () => {
      const left = await server.postgres.psql(`select count(*) from pg_stat_activity where pid = ${rows[0]?.pid}`)
      return left === '0' || undefined
    })
  })

  test('can be over a WebSocket of another make, with the password sent when asked', async () => {
    const other = new Client(server.connectionString)
    other.neonConfig.webSocketConstructor = WsWebSocket
    other.neonConfig.pipelineConnect = false
    other.neonConfig.coalesceWrites = false
    await other.connect()
    expect((await other.query('select $1::int as n', [7])).rows).toEqual([{ n: 7 }])
    await other.end()
  })
})

describe('a login over WebSocket', () => {
  const { user, password, database } = credentials

  test.each([
    ['a wrong password', user, 'wrong-one', database, '28P01'],
    ['an unknown user', 'nobody', password, database, '28P01'],
    ['an unknown database', user, password, 'nowhere', '3D000'],
  ])('with %s is refused with its code', async (_, name, secret, to, code) => {
    const client = new Client(server.endpoint.connectionString(name, secret, to))
    client.on('error', () => undefined)
    await expect(client.connect().then(() => client.query('select 1'))).rejects.toMatchObject({
      code,
      severity: 'FATAL',
    })
  })
})

describe('a connection over WebSocket that dies', () => {
  /** Where the connection broke, the driver rejects with the event of its WebSocket, which is no Error. */
  const outcome = (statement: Promise<unknown>) =>
    statement.then(
      () => 'done',
      (error: unknown) => (error instanceof Event ? error.type : error),
    )
  const asleep = () =>
    eventually('the statement runs', async () => {
      const running = `select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`
      return (await server.postgres.psql(running)) !== '0' || undefined
    })

  test('by the hand of PostgreSQL says so, and the pool makes another', async () => {
    const sleeping = outcome(pool.query('select pg_sleep(60)'))
    await asleep()
    await server.postgres.psql(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${credentials.user}'`,
    )
    expect(await sleeping).toMatchObject({ code: '57P01' })
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
  })

  test('with the endpoint fails its statement, and the pool makes another', async () => {
    const sleeping = outcome(pool.query('select pg_sleep(60)'))
    await asleep()
    await server.endpoint.kill()
    expect(await sleeping).toBe('error')
    await server.endpoint.restart()
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
  })

  test('with PostgreSQL fails its statement, and the pool makes another', async () => {
    const sleeping = outcome(pool.query('select pg_sleep(60)'))
    await asleep()
    await server.postgres.kill()
    expect(String(await sleeping)).toMatch(/terminated/)
    await server.postgres.restart()
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
  })
})
