import { neonDatabase } from '../../shared/database/neon.ts'
import type { PostgresServer } from '../real/postgres.ts'
import { startPostgres } from '../real/postgres.ts'
import { type NeonEndpoint, startNeonEndpoint } from './endpoint.ts'

export interface Neon {
  postgres: PostgresServer
  endpoint: NeonEndpoint
  /** Of {@link credentials}, as a deployment has it in its secret. */
  connectionString: string
  stop(): Promise<void>
}

/** Who logs in, with what it takes to notice a place where it is not escaped. */
export const credentials = { user: 'catnap', password: 'p@ss:w/ö"rd', database: 'todo list' } as const

/** A PostgreSQL that asks users for their passwords, behind Neon's protocol. */
export async function startNeon(): Promise<Neon> {
  const postgres = await startPostgres()
  const { user, password, database } = credentials
  await postgres.psql(`create role ${user} login password '${password}'`)
  await postgres.createDatabase(database)
  await postgres.psql(`alter database "${database}" owner to ${user}`)
  const rules = await postgres.psql('show hba_file')
  await postgres.psql(`copy (values
    ('host all postgres 127.0.0.1/32 trust'),
    ('host all all 127.0.0.1/32 password')) to '${rules}'`)
  await postgres.restart()
  const endpoint = await startNeonEndpoint({ postgresPort: postgres.port })
  return {
    postgres,
    endpoint,
    connectionString: endpoint.connectionString(user, password, database),
    async stop() {
      await endpoint.close()
      await postgres.stop()
    },
  }
}

/** Tells the driver about databases on this machine, as the product does when it first uses one. */
export async function useLoopback({ connectionString }: Neon): Promise<void> {
  await neonDatabase(connectionString).query('select 1')
}
