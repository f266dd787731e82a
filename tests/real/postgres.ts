import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../scripts/dapr/ports.ts'
import { serverFolder } from './folder.ts'
import { programs, unprivileged } from './programs.ts'
import { type RealServer, startServer } from './server.ts'

const run = promisify(execFile)

/** The one user it knows, with every right. */
const user = 'postgres'

export interface PostgresServer extends RealServer {
  port: number
  /** Connection string as libpq's key words, which daprd takes. */
  keywords(database: string): string
  /** Connection string as a URL. */
  url(database: string): string
  createDatabase(name: string): Promise<void>
  /** Runs SQL and gives what psql prints: one row a line, columns parted by `|`. */
  psql(sql: string, database?: string): Promise<string>
}

/** A PostgreSQL with an empty cluster, whose user `postgres` needs no password. */
export async function startPostgres(): Promise<PostgresServer> {
  const account = unprivileged('postgres')
  const folder = await serverFolder('postgres', account)
  const data = join(folder, 'data')
  const port = await freePort()
  const asUser = { ...account, cwd: folder }
  await run(
    programs.postgres('initdb'),
    ['-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--no-sync'],
    asUser,
  )

  const psql = async (sql: string, database = 'postgres') => {
    const to = ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', database]
    const { stdout } = await run(programs.postgres('psql'), [
      ...to,
      '-X',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-c',
      sql,
    ])
    return stdout.trim()
  }
  const server = await startServer({
    name: 'PostgreSQL',
    command: programs.postgres('postgres'),
    args: [
      '-D',
      data,
      '-p',
      String(port),
      '-k',
      folder,
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'max_connections=300',
    ],
    user: account,
    cwd: folder,
    folder,
    ready: async () => (await psql('select 1')) === '1',
  })
  return Object.assign(server, {
    port,
    psql,
    keywords: (database: string) => `host=127.0.0.1 port=${port} user=${user} dbname=${database} sslmode=disable`,
    url: (database: string) => `postgresql://${user}@127.0.0.1:${port}/${database}`,
    createDatabase: async (name: string) => {
      await psql(`create database "${name}"`)
    },
  })
}
