import pg from 'pg'
import { Failure, loginFailure, statementFailure } from './failure.ts'

/** Connections to one PostgreSQL: kept for a while by who they belong to, as Neon's proxy keeps them. */
export interface Logins {
  /**
   * Runs `work` on a connection of the credentials in `connectionString`; no session outlives it. When `gone` is aborted,
   * the statement is cancelled. Rejects with a {@link Failure}.
   */
  with<T>(connectionString: string, gone: AbortSignal, work: (client: pg.ClientBase) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function logins(postgresPort: number): Logins {
  const pools = new Map<string, pg.Pool>()
  const poolOf = (login: pg.ClientConfig) => {
    const key = JSON.stringify(login)
    const known = pools.get(key)
    if (known) return known
    const pool = new pg.Pool({ ...login, max: 200 })
    // A connection that dies fails the statement that it has; an idle one is replaced by the next.
    pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
    pools.set(key, pool)
    return pool
  }

  return {
    async with(connectionString, gone, work) {
      const login = { ...credentialsOf(connectionString), host: '127.0.0.1', port: postgresPort }
      const client = await poolOf(login)
        .connect()
        .catch((error) => {
          throw loginFailure(error, login.user)
        })
      const cancel = () => void cancelStatement(login, client).catch(ignore)
      if (gone.aborted) cancel()
      gone.addEventListener('abort', cancel)
      try {
        const result = await work(client)
        await client.query('discard all')
        client.release()
        return result
      } catch (error) {
        client.release(true)
        throw error instanceof Failure ? error : statementFailure(error)
      } finally {
        gone.removeEventListener('abort', cancel)
      }
    },
    async close() {
      await Promise.all(pools.values().map((pool) => pool.end()))
    },
  }
}

function credentialsOf(connectionString: string) {
  // As the driver reads it: only of schemes that it knows does URL take host and port apart.
  const url = URL.parse(connectionString.replace(/^postgres(ql)?:/, 'http:'))
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '')
  if (!url?.username || !database) throw new Failure(400, 'invalid connection string: user and database are needed')
  return {
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    application_name: url.searchParams.get('application_name') ?? '',
  }
}

/** Stops what a connection is busy with, by another: those that are kept may all be busy. */
async function cancelStatement(login: pg.ClientConfig, busy: pg.ClientBase): Promise<void> {
  const client = new pg.Client(login).on('error', ignore)
  await client.connect()
  // The types leave the number of the server's process out.
  await client.query('select pg_cancel_backend($1)', ['processID' in busy ? busy.processID : null])
  await client.end()
}

function ignore(): void {}
