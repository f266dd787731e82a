import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DaprError } from '../dapr/error.ts'
import { bindingDatabase } from './binding.ts'
import { databaseSuite } from './database.suite.ts'
import { DatabaseError } from './database.ts'
import { type TestDatabases, testDatabases } from './fixtures/test-databases.ts'
import { neonDatabase } from './neon.ts'
import { schema } from './schema.ts'

let databases: TestDatabases

beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.close())

async function dropTables(): Promise<void> {
  await databases.postgres.exec(
    'drop table if exists task_search, audit, dead_letters; drop sequence if exists task_search_change',
  )
}

databaseSuite("Neon's driver", () => ({ database: databases.neon, dropTables }))
databaseSuite("Dapr's binding", () => ({ database: databases.binding, dropTables }))

describe('the tables', () => {
  test('may be made again and keep what they hold', async () => {
    await databases.postgres.exec(schema)
    await databases.postgres.exec(`insert into dead_letters (topic, id, type, user_id, event, reason)
      values ('t', 'kept', '', '', '{}', '')`)
    await databases.neon.execute(schema)
    await databases.binding.execute(schema)
    expect(await databases.neon.query("select id from dead_letters where topic = 't'")).toEqual([['kept']])
  })

  test("are small enough for a header of daprd's answer", () => {
    expect(Buffer.byteLength(schema)).toBeLessThan(8_000)
  })
})

describe("Neon's driver", () => {
  test('is refused a connection string of another kind, without repeating it', () => {
    for (const wrong of ['undefined', 'mysql://user:hidden@host/database', '']) {
      expect(() => neonDatabase(wrong)).toThrow(DatabaseError)
      expect(() => neonDatabase(wrong)).not.toThrow(/hidden/)
    }
  })

  test('gives a DatabaseError when nobody answers, without the password', async () => {
    const failed = await neonDatabase('postgresql://user:hidden@127.0.0.1:1/nowhere')
      .query('select 1')
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(DatabaseError)
    expect(String(failed)).not.toContain('hidden')
  })
})

describe("Dapr's binding", () => {
  test('gives a DatabaseError with the cause when Dapr does not answer', async () => {
    const cause = new DaprError(0, 'ERR_DAPR_UNREACHABLE', 'connect ECONNREFUSED')
    const database = bindingDatabase({ bind: () => Promise.reject(cause) })
    await expect(database.query('select 1')).rejects.toMatchObject({
      name: 'DatabaseError',
      sqlState: undefined,
      cause,
    })
  })

  test.each([[null], [{}], [['row']], [[[9007199254740992]]]])(
    'refuses an answer that is no rows: %j',
    async (data) => {
      const database = bindingDatabase({ bind: () => Promise.resolve({ data, metadata: {} }) })
      await expect(database.query('select 1')).rejects.toThrow(DatabaseError)
    },
  )
})
