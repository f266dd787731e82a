import type { DaprClient } from '../dapr/client.ts'
import { components } from '../dapr/components.ts'
import { bindingDatabase } from './binding.ts'
import type { Database } from './database.ts'
import { neonDatabase } from './neon.ts'

/**
 * The secret that holds the connection string of Neon. It is not `database-url`, which Dapr's components connect with: that
 * one may be in key words, and name another port.
 */
export const neonUrlSecret = 'neon-url'

/**
 * The database of the read model: through Dapr's binding where the platform has one, else Neon by its secret. Rejects when
 * there is neither.
 */
export async function openDatabase(dapr: Pick<DaprClient, 'bind' | 'metadata' | 'secret'>): Promise<Database> {
  const { components: loaded } = await dapr.metadata()
  if (loaded.some(({ name, type }) => name === components.database && type === 'bindings.postgresql')) {
    return bindingDatabase(dapr)
  }
  try {
    return neonDatabase(await dapr.secret(neonUrlSecret))
  } catch (error) {
    throw new Error(
      `no database: neither a component "${components.database}" of type bindings.postgresql nor a secret "${neonUrlSecret}" that fits`,
      { cause: error },
    )
  }
}
