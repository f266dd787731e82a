import { randomUUID } from 'node:crypto'
import { Client, neonConfig } from '@neondatabase/serverless'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../shared/database/database.ts'
import { checkRows } from '../../shared/database/rows.ts'
import { schema } from '../../shared/database/schema.ts'
import { putTasks } from '../../shared/search/put.ts'
import { searchIndex } from '../../shared/search/search-index.ts'
import { aTask } from '../../shared/tasks/fixtures/task.ts'
import { eventually } from '../support/eventually.ts'

interface Open {
  database: Database
  /** The same database by Neon's WebSocket, for a transaction that stays open. */
  connectionString: string
}

/** What the search index must do when its writers come at the same moment, which needs a PostgreSQL of many sessions. */
export function turnsSuite(name: string, open: () => Open): void {
  describe(`writers at the same moment through ${name}`, () => {
    beforeAll(() => open().database.execute(schema))

    test('take turns: what a reader has seen is never followed by an earlier number', async () => {
      const { database, connectionString } = open()
      const [index, user] = [searchIndex(database), randomUUID()]
      const [early, late] = [aTask({ id: randomUUID() }), aTask({ id: randomUUID() })]
      const session = await openSession(connectionString)
      await session.client.query('begin')
      const [first] = await searchIndex(session.database).put(user, [{ task: early, deleted: false }])

      const putting = index.put(user, [{ task: late, deleted: false }])
      await eventually('the second writer waits', async () => {
        const [[waiting] = []] = await database.query(
          `select count(*)::int from pg_locks where locktype = 'advisory' and not granted`,
        )
        return waiting === 1 || undefined
      })
      expect((await index.changesSince(user, '0')).changes).toEqual([])
      await session.client.query('commit')
      await session.client.end()

      const [second] = await putting
      expect(BigInt(second?.cursor ?? 0)).toBeGreaterThan(BigInt(first?.cursor ?? 0))
      expect((await index.changesSince(user, '0')).changes).toMatchObject([{ task: early }, { task: late }])
    })

    test('do not wait for writers of another user', async () => {
      const { database, connectionString } = open()
      const session = await openSession(connectionString)
      await session.client.query('begin')
      await searchIndex(session.database).put(randomUUID(), [{ task: aTask(), deleted: false }])
      const [other] = await searchIndex(database).put(randomUUID(), [{ task: aTask(), deleted: false }])
      expect(other?.cursor).toMatch(/^\d+$/)
      await session.client.query('rollback')
      await session.client.end()
    })

    test('a writer that dies in its turn leaves nothing and holds up nobody', async () => {
      const { database, connectionString } = open()
      const [index, user, task] = [searchIndex(database), randomUUID(), aTask({ id: randomUUID() })]
      const session = await openSession(connectionString)
      await session.client.query('begin')
      await searchIndex(session.database).put(user, [{ task: { ...task, version: 2 }, deleted: false }])
      const putting = index.put(user, [{ task, deleted: false }])
      await session.client.end()
      await putting
      expect((await index.find(user, {})).items).toEqual([task])
    })

    test('leave the newest version of every task, and one who follows misses none', async () => {
      const batch = fc.array(fc.record({ task: fc.nat(4), version: fc.integer({ min: 1, max: 9 }) }), { minLength: 1 })
      const writers = fc.array(fc.array(batch, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 4 })
      await fc.assert(
        fc.asyncProperty(writers, async (batches) => {
          const [index, user] = [searchIndex(open().database), randomUUID()]
          const ids = Array.from({ length: 5 }, () => randomUUID())
          const seen = new Map<string, number>()
          let [cursor, writing] = ['0', true]
          const follow = async () => {
            const news = await index.changesSince(user, cursor)
            for (const change of news.changes) {
              expect(BigInt(change.cursor)).toBeGreaterThan(BigInt(cursor))
              cursor = change.cursor
              seen.set(change.task.id, change.task.version)
            }
          }
          const following = (async () => {
            while (writing) await follow()
            await follow()
          })()
          await Promise.all(
            batches.map(async (own) => {
              const writer = searchIndex(open().database)
              for (const entries of own) {
                await writer.put(
                  user,
                  entries.map(({ task, version }) => ({
                    task: aTask({ id: ids[task] ?? '', version }),
                    deleted: false,
                  })),
                )
              }
            }),
          ).finally(() => {
            writing = false
          })
          await following

          const newest = new Map<string, number>()
          for (const { task, version } of batches.flat(2)) {
            newest.set(ids[task] ?? '', Math.max(version, newest.get(ids[task] ?? '') ?? 0))
          }
          expect(seen).toEqual(newest)
        }),
        { numRuns: 25 },
      )
    })

    test('of several users at once never wait for each other in a circle', async () => {
      const users = Array.from({ length: 20 }, () => randomUUID())
      const entry = (user: string, version: number) => ({ user, task: aTask({ version }), deleted: false })
      const writes = Array.from({ length: 30 }, (_, n) => {
        const entries = users.map((user) => entry(user, n + 1))
        return putTasks(open().database, n % 2 ? entries : entries.toReversed())
      })
      await Promise.all(writes)
      for (const user of users) {
        expect((await searchIndex(open().database).find(user, {})).items).toMatchObject([{ version: 30 }])
      }
    })
  })
}

/** A session that can keep a transaction open, as a database of the product. */
async function openSession(connectionString: string): Promise<{ client: Client; database: Database }> {
  neonConfig.useSecureWebSocket = false
  neonConfig.wsProxy = (host, port) => `${host}:${port}/v2`
  const client = new Client(connectionString)
  client.on('error', () => undefined)
  await client.connect()
  const query: Database['query'] = async (text, parameters = []) =>
    checkRows((await client.query({ text, values: [...parameters], rowMode: 'array' })).rows)
  return { client, database: { query, execute: async (sql) => void (await client.query(sql)) } }
}
