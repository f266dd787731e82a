import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, DatabaseError } from '../../shared/database/database.ts'
import { neonDatabase } from '../../shared/database/neon.ts'
import { eventually } from '../support/eventually.ts'
import { credentials, type Neon, startNeon } from './neon.ts'

let server: Neon
let database: Database

beforeAll(async () => {
  server = await startNeon()
  database = neonDatabase(server.connectionString)
  await database.execute('create table written (n int)')
})
afterAll(() => server?.stop())

const sleeping = (seconds: number) => `select 1 from (select pg_sleep(${seconds})) as slept`
const failure = (statement: Promise<unknown>) =>
  statement.then(
    () => undefined,
    (error: unknown) => error,
  )
const running = async () =>
  Number(
    await server.postgres.psql(`select count(*) from pg_stat_activity
      where usename = '${credentials.user}' and state <> 'idle'`),
  )
const asleep = () => eventually('the statement runs', async () => (await running()) > 0 || undefined)
const nothingRuns = () => eventually('nothing runs', async () => (await running()) === 0 || undefined)
const works = async () => expect(await database.query('select 1')).toEqual([[1]])

/** A server that takes connections and does what it is told with them. */
async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return `postgresql://user:hidden@127.0.0.1:${typeof address === 'object' && address?.port}/database`
}

describe('a statement that takes too long', () => {
  test('is given up, and PostgreSQL stops it', async () => {
    const hurried = neonDatabase(server.connectionString, { timeoutMs: 500 })
    const failed = await failure(hurried.query(sleeping(60)))
    expect(failed).toBeInstanceOf(DatabaseError)
    expect(String(failed)).toMatch(/timeout/)
    await nothingRuns()
    await works()
  })

  test('does not hold up the others', async () => {
    const hurried = neonDatabase(server.connectionString, { timeoutMs: 2_000 })
    const slow = Array.from({ length: 20 }, () => failure(hurried.query(sleeping(60))))
    await asleep()
    await works()
    for (const failed of await Promise.all(slow)) expect(failed).toBeInstanceOf(DatabaseError)
    await nothingRuns()
  })

  test.each([
    ['takes no notice', ''],
    ['stops in the middle of its answer', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"rows":'],
  ])('is given up when the endpoint %s, and the connection is closed', async (_, answer) => {
    const closed = Promise.withResolvers<void>()
    const silent = createServer((socket) => {
      socket.once('data', () => socket.write(answer))
      socket.on('error', () => undefined).on('close', closed.resolve)
    })
    const failed = await failure(neonDatabase(await listening(silent), { timeoutMs: 300 }).query('select 1'))
    expect(failed).toBeInstanceOf(DatabaseError)
    expect(String(failed)).not.toContain('hidden')
    await closed.promise
    silent.close()
  })
})

describe('an endpoint that is not as it should be', () => {
  test.each([
    ['hangs up', ''],
    ['hangs up in the middle of its answer', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"rows":'],
    ['gives no JSON', 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nokay'],
    ['gives JSON that is no result', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'],
    ['gives an error that is no JSON', 'HTTP/1.1 400 Bad Request\r\ncontent-length: 4\r\n\r\noops'],
    ['is overloaded', 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy'],
    ['speaks something else', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('gives a DatabaseError when it %s', async (_, answer) => {
    const odd = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(answer)))
    const failed = await failure(neonDatabase(await listening(odd)).query('select 1'))
    expect(failed).toBeInstanceOf(DatabaseError)
    expect(String(failed)).not.toContain('hidden')
    odd.close()
  })
})

describe('a connection that dies', () => {
  test('with the endpoint: the statement fails and is stopped, the next works', async () => {
    const failed = failure(database.query(sleeping(60)))
    await asleep()
    await server.endpoint.kill()
    expect(await failed).toBeInstanceOf(DatabaseError)
    expect(await failure(database.query('select 1'))).toBeInstanceOf(DatabaseError)
    await nothingRuns()
    await server.endpoint.restart()
    await works()
  })

  test('while it is kept for the next statement: the next works', async () => {
    await works()
    await server.endpoint.kill()
    await server.endpoint.restart()
    // Until this side has heard of it: a statement on its way just then is not sent again.
    await setTimeout(50)
    await works()
  })

  test('at PostgreSQL: the statement fails with its code, the next works', async () => {
    const failed = failure(database.query(sleeping(60)))
    await asleep()
    await server.postgres.psql(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${credentials.user}'`,
    )
    expect(await failed).toMatchObject({ name: 'DatabaseError', sqlState: '57P01' })
    await works()
  })

  test('with PostgreSQL: statements fail until it is back, and what was written is there', async () => {
    await database.query('insert into written values (1) returning n')
    const failed = failure(database.query(sleeping(60)))
    await asleep()
    await server.postgres.kill()
    expect(await failed).toBeInstanceOf(DatabaseError)
    expect(await failure(database.query('select 1'))).toBeInstanceOf(DatabaseError)
    await server.postgres.restart()
    await works()
    expect(await database.query('select n from written')).toEqual([[1]])
  })

  test('in the middle of a write: it happened whole or not at all', async () => {
    await database.execute('delete from written')
    const slowly = `insert into written select n from generate_series(1, 1000) n, pg_sleep(0.3) returning n`
    const writing = failure(database.query(slowly))
    await asleep()
    await server.endpoint.kill()
    expect(await writing).toBeInstanceOf(DatabaseError)
    await nothingRuns()
    await server.endpoint.restart()
    expect(await database.query('select count(*)::int % 1000 from written')).toEqual([[0]])
  })
})
