import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '../database/fixtures/test-databases.ts'
import { aTask } from '../tasks/fixtures/task.ts'
import type { Task } from '../tasks/task.ts'
import { rebuildSearch } from './rebuild-search.ts'
import { searchIndex } from './search-index.ts'

let databases: TestDatabases

beforeAll(async () => {
  databases = await testDatabases()
  await databases.postgres.exec('create table state (key text primary key, value bytea not null)')
})
beforeEach(async () => {
  await databases.postgres.exec('delete from state')
  await rebuildSearch(databases.binding)
})
afterAll(() => databases.close())

async function store(user: string, task: Task, deletedAt?: string): Promise<void> {
  await storeRaw(`task:${user}:${task.id}`, JSON.stringify({ task, ...(deletedAt && { deletedAt }) }))
}

async function storeRaw(key: string, value: string | Buffer): Promise<void> {
  const upsert = 'insert into state values ($1, $2) on conflict (key) do update set value = excluded.value'
  await databases.postgres.query(upsert, [key, Buffer.from(value)])
}

const index = () => searchIndex(databases.neon)
const titles = async (user: string) =>
  (await index().find(user, { status: 'all', limit: 1_000 })).items.map(({ title }) => title)

describe('rebuilding the search', () => {
  test('makes it from the tasks alone, deleted ones as tombstones', async () => {
    const [ann, bob] = [randomUUID(), 'auth0|bob:smith']
    const task = aTask({ id: randomUUID(), title: 'odd "text"', description: '牛奶 \0 \ud800' })
    await store(ann, task)
    await store(bob, aTask({ id: task.id, title: 'of bob' }))
    await store(bob, aTask({ id: randomUUID(), title: 'deleted', version: 3 }), '2026-01-02T00:00:00Z')
    await storeRaw('conversation:x', '{}')
    await storeRaw('pending:task:1', '{}')

    expect(await rebuildSearch(databases.binding)).toEqual({ tasks: 3, removed: 0, broken: [] })
    expect((await index().find(ann, { q: '牛奶' })).items).toEqual([task])
    expect(await titles(bob)).toEqual(['of bob'])
    expect((await index().changesSince(bob, '0')).changes.map(({ deleted }) => deleted).toSorted()).toEqual([
      false,
      true,
    ])
  })

  test('mends rows that are wrong, lets newer ones be, and keeps the cursors of screens', async () => {
    const user = randomUUID()
    const [wrong, newer] = [aTask({ id: randomUUID(), title: 'right' }), aTask({ id: randomUUID(), title: 'old' })]
    await store(user, wrong)
    await store(user, newer)
    await index().put(user, [
      { task: { ...wrong, title: 'wrong' }, deleted: false },
      { task: { ...newer, title: 'new', version: 2 }, deleted: false },
    ])
    const { cursor } = await index().changesSince(user, null)
    await rebuildSearch(databases.neon)
    expect((await titles(user)).toSorted()).toEqual(['new', 'right'])
    expect((await index().changesSince(user, null)).cursor).toBe(cursor)
  })

  test('takes away what has no truth any more', async () => {
    const [user, other] = [randomUUID(), randomUUID()]
    const task = aTask({ id: randomUUID() })
    await store(user, task)
    await index().put(user, [
      { task, deleted: false },
      { task: aTask({ id: randomUUID(), title: 'ghost' }), deleted: false },
    ])
    await index().put(other, [{ task, deleted: false }])
    expect(await rebuildSearch(databases.binding)).toMatchObject({ removed: 2 })
    expect(await titles(user)).toEqual([task.title])
    expect(await titles(other)).toEqual([])
  })

  test('leaves out what is no task, and says which', async () => {
    const user = randomUUID()
    await store(user, aTask({ id: randomUUID(), title: 'fine' }))
    const values = ['{', '{"task":{"title":"x"}}', 'null', Buffer.from([0xff, 0xfe, 0x00])]
    for (const [n, value] of values.entries()) await storeRaw(`task:${user}:${n}`, value)
    await storeRaw('task:', '{}')
    const { tasks, broken } = await rebuildSearch(databases.neon)
    expect(tasks).toBe(1)
    expect(broken.toSorted()).toEqual(['task:', ...values.keys().map((n) => `task:${user}:${n}`)])
    expect(await titles(user)).toEqual(['fine'])
  })

  test('goes through many pages, while tasks change', async () => {
    const user = randomUUID()
    const tasks = Array.from({ length: 450 }, (_, n) => aTask({ id: randomUUID(), title: `task ${n}` }))
    for (const task of tasks) await store(user, task)
    const change = async () => {
      for (const task of tasks.filter((_, n) => n % 9 === 0)) {
        const changed = { ...task, title: 'changed', version: 2 }
        await store(user, changed)
        await index().put(user, [{ task: changed, deleted: false }])
      }
    }
    const [{ tasks: read }] = await Promise.all([rebuildSearch(databases.binding), change()])
    expect(read).toBe(450)
    const found = await titles(user)
    expect(found).toHaveLength(450)
    expect(found.filter((title) => title === 'changed')).toHaveLength(50)
  })

  test('starts from nothing when the tables are gone', async () => {
    const user = randomUUID()
    await store(user, aTask({ id: randomUUID(), title: 'survivor' }))
    await databases.postgres.exec('drop table task_search')
    expect(await rebuildSearch(databases.binding)).toEqual({ tasks: 1, removed: 0, broken: [] })
    expect(await titles(user)).toEqual(['survivor'])
  })
})
