import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Database } from '../database/database.ts'
import { aTask } from '../tasks/fixtures/task.ts'
import { userWith } from './fixtures/user-with.ts'
import { searchIndex } from './search-index.ts'
import type { TaskQuery } from './task-query.ts'

/** What the search must do over every way to reach Postgres. Each test has users of its own. */
export function searchIndexSuite(name: string, open: () => Database): void {
  const index = () => searchIndex(open())

  describe(`listing tasks through ${name}`, () => {
    test('gives tasks exactly as they were put', async () => {
      const { user, tasks } = await userWith(open(), {
        title: `"quoted" \\ 'single' 🧦 שלום`,
        description: 'NUL \0, half a pair \ud83d, lines\r\n\t, \\u0000, </script>',
        tags: ['ünï', 'a\0b'],
        dueAt: '2026-03-01T09:00:00.123456789Z',
        recurrence: { rule: 'FREQ=DAILY', anchor: 'completion' },
        seriesId: randomUUID(),
        occurrence: 3,
        remindBefore: [10, 0],
      })
      expect((await index().find(user, {})).items).toStrictEqual(tasks)
      expect((await index().find(user, { tag: 'a\0b', q: 'lines' })).items).toStrictEqual(tasks)
    })

    test('filters by status, tag, priority and due date, together', async () => {
      const { titles } = await userWith(
        open(),
        { title: 'a', tags: ['home'], priority: 'high', dueAt: '2026-03-01T00:00:00Z' },
        { title: 'b', tags: ['home', 'garden'], dueAt: '2026-03-02T00:00:00Z' },
        { title: 'c', tags: ['homework'], priority: 'high' },
        { title: 'd', tags: ['home'], priority: 'high', status: 'done', dueAt: '2026-03-01T12:00:00Z' },
      )
      expect(await titles({})).toEqual(['a', 'b', 'c'])
      expect(await titles({ status: 'done' })).toEqual(['d'])
      expect(await titles({ status: 'all' })).toEqual(['a', 'd', 'b', 'c'])
      expect(await titles({ tag: 'home' })).toEqual(['a', 'b'])
      expect(await titles({ priority: 'high' })).toEqual(['a', 'c'])
      expect(await titles({ status: 'all', tag: 'home', priority: 'high' })).toEqual(['a', 'd'])
    })

    test('a day goes from dueAfter, included, to dueBefore, left out', async () => {
      const { titles } = await userWith(
        open(),
        { title: 'before', dueAt: '2026-02-28T23:59:59.999Z' },
        { title: 'first', dueAt: '2026-03-01T00:00:00Z' },
        { title: 'last', dueAt: '2026-03-01T23:59:59.999Z' },
        { title: 'next', dueAt: '2026-03-02T00:00:00Z' },
        { title: 'someday' },
      )
      expect(await titles({ dueAfter: '2026-03-01T00:00:00Z', dueBefore: '2026-03-02T00:00:00Z' })).toEqual([
        'first',
        'last',
      ])
      expect(await titles({ dueBefore: '0000-01-01T00:00:00Z' })).toEqual([])
      expect(await titles({ dueAfter: '+010000-01-01T00:00:00Z' })).toEqual([])
    })

    test('tasks without a due date come last in both orders', async () => {
      const { titles } = await userWith(
        open(),
        { title: 'never' },
        { title: 'late', dueAt: '9999-12-31T23:59:59Z' },
        { title: 'soon', dueAt: '2026-03-01T09:00:00Z' },
      )
      expect(await titles({ order: 'asc' })).toEqual(['soon', 'late', 'never'])
      expect(await titles({ order: 'desc' })).toEqual(['late', 'soon', 'never'])
    })

    test('sorts titles without regard to case and accents, priorities by weight', async () => {
      const { titles } = await userWith(
        open(),
        { title: 'banana', priority: 'low' },
        { title: 'Ärger', priority: 'high' },
        { title: 'apple' },
        { title: 'Cherry', priority: 'low' },
      )
      expect(await titles({ sort: 'title' })).toEqual(['apple', 'Ärger', 'banana', 'Cherry'])
      expect((await titles({ sort: 'priority' })).slice(2)).toEqual(['apple', 'Ärger'])
      expect((await titles({ sort: 'priority', order: 'desc' })).slice(0, 2)).toEqual(['Ärger', 'apple'])
    })

    test('takes titles at their longest, in any script', async () => {
      const { titles } = await userWith(
        open(),
        { title: '🧦'.repeat(200) },
        { title: 'ﷺ'.repeat(200), description: '牛'.repeat(1_000) },
      )
      expect(await titles({ sort: 'title', limit: 1 })).toHaveLength(1)
      expect(await titles({ q: '牛牛' })).toHaveLength(1)
    })

    test('a cursor belongs to its sort and order', async () => {
      const { user } = await userWith(open(), { title: 'a' }, { title: 'b' })
      const { nextCursor } = await index().find(user, { sort: 'title', limit: 1 })
      expect(nextCursor).toMatch(/^[\w-]+$/)
      const cursor = nextCursor ?? ''
      expect((await index().find(user, { sort: 'title', limit: 1, cursor })).items).toMatchObject([{ title: 'b' }])
      for (const other of [{ sort: 'title', order: 'desc' }, { sort: 'dueAt' }, {}] as const) {
        await expect(index().find(user, { ...other, cursor })).rejects.toMatchObject({
          name: 'RuleError',
          violations: [{ field: 'cursor', rule: expect.stringMatching(/nextCursor of the same query/) }],
        })
      }
    })

    test.each([
      'x',
      '!!!',
      Buffer.from('{}').toString('base64url'),
      ...['x', '', '1.5', '99999999999999999999', '9223372036854775808'].map((key) =>
        Buffer.from(JSON.stringify({ sort: 'dueAt', order: 'asc', key, id: 'x' })).toString('base64url'),
      ),
      Buffer.from(JSON.stringify({ sort: 'dueAt', order: 'asc', key: '1', id: '\0' })).toString('base64url'),
    ])('a cursor that nobody gave is refused: %s', async (cursor) => {
      await expect(index().find(randomUUID(), { cursor })).rejects.toMatchObject({ violations: [{ field: 'cursor' }] })
    })
  })

  describe(`putting tasks through ${name}`, () => {
    const user = () => randomUUID()

    test('the newer version stays, in whatever order they come', async () => {
      const owner = user()
      const versions = [2, 3, 1].map((version) => aTask({ version, title: `version ${version}` }))
      for (const task of versions) await index().put(owner, [{ task, deleted: false }])
      expect((await index().find(owner, {})).items).toMatchObject([{ title: 'version 3' }])

      const other = user()
      await index().put(
        other,
        versions.map((task) => ({ task, deleted: false })),
      )
      expect((await index().find(other, {})).items).toMatchObject([{ title: 'version 3' }])
    })

    test('a deleted task is found no more, and a late event does not revive it', async () => {
      const owner = user()
      await index().put(owner, [{ task: aTask({ version: 2 }), deleted: true }])
      await index().put(owner, [{ task: aTask({ version: 1 }), deleted: false }])
      expect((await index().find(owner, { status: 'all' })).items).toEqual([])
      await index().put(owner, [{ task: aTask({ version: 3 }), deleted: false }])
      expect((await index().find(owner, {})).items).toHaveLength(1)
    })

    test('every entry gets the cursor of what the index holds then', async () => {
      const owner = user()
      const [first] = await index().put(owner, [{ task: aTask({ version: 2 }), deleted: false }])
      const ignored = await index().put(owner, [
        { task: aTask({ version: 1 }), deleted: false },
        { task: aTask({ version: 2, title: 'not this' }), deleted: false },
      ])
      expect(ignored).toEqual([first, first])
      const [newer] = await index().put(owner, [{ task: aTask({ version: 3 }), deleted: false }])
      expect(BigInt(newer?.cursor ?? 0)).toBeGreaterThan(BigInt(first?.cursor ?? 0))
      expect(await index().put(owner, [])).toEqual([])
    })

    test('takes many at once', async () => {
      const owner = user()
      const tasks = Array.from({ length: 450 }, (_, n) => aTask({ id: randomUUID(), title: `task ${n}` }))
      const put = await index().put(
        owner,
        tasks.map((task) => ({ task, deleted: false })),
      )
      expect(new Set(put.map(({ cursor }) => cursor)).size).toBe(450)
      expect(put.map(({ taskId }) => taskId)).toEqual(tasks.map(({ id }) => id))
      expect((await index().find(owner, { limit: 1_000 })).items).toHaveLength(450)
    })
  })

  describe(`asking for changes through ${name}`, () => {
    test('gives each task once, as it is now, after the cursor', async () => {
      const user = randomUUID()
      const [a, b] = [aTask({ id: randomUUID() }), aTask({ id: randomUUID() })]
      const start = (await index().changesSince(user, null)).cursor
      expect(start).toBe('0')
      await index().put(user, [{ task: a, deleted: false }])
      await index().put(user, [{ task: b, deleted: false }])
      await index().put(user, [{ task: { ...a, version: 2 }, deleted: true }])

      const all = await index().changesSince(user, start)
      expect(all.changes).toMatchObject([
        { task: b, deleted: false },
        { task: { id: a.id, version: 2 }, deleted: true },
      ])
      expect(all.cursor).toBe(all.changes[1]?.cursor)
      expect(await index().changesSince(user, all.changes[0]?.cursor ?? '')).toEqual({
        cursor: all.cursor,
        changes: [all.changes[1]],
      })
      expect(await index().changesSince(user, all.cursor)).toEqual({ cursor: all.cursor, changes: [] })
      expect(await index().changesSince(user, null)).toEqual({ cursor: all.cursor, changes: [] })
    })

    test('gives everything, however much, to one who was away long or knows another index', async () => {
      const { user } = await userWith(open(), ...Array.from({ length: 1_001 }, (_, n) => ({ title: `task ${n}` })))
      const { changes, cursor } = await index().changesSince(user, '0')
      expect(changes).toHaveLength(1_001)
      expect(changes.map((change) => BigInt(change.cursor))).toEqual(
        changes.map((change) => BigInt(change.cursor)).toSorted((a, b) => (a < b ? -1 : 1)),
      )
      const unknown = await index().changesSince(user, '999999999999')
      expect(unknown.cursor).toBe(cursor)
      expect(unknown.changes).toHaveLength(1_001)
    })

    test.each(['', 'x', '-1', '1.5', '9999999999999999999', '1; drop'])('refuses the cursor %j', async (cursor) => {
      await expect(index().changesSince(randomUUID(), cursor)).rejects.toMatchObject({
        violations: [{ field: 'cursor' }],
      })
    })
  })

  describe(`two users through ${name}`, () => {
    test('never see each other, even with the same task ids', async () => {
      const [ann, bob] = [randomUUID(), randomUUID()]
      const task = aTask({ title: 'of ann', tags: ['t'], dueAt: '2026-03-01T09:00:00Z' })
      await index().put(ann, [{ task, deleted: false }])
      const queries: Partial<TaskQuery>[] = [
        {},
        { q: 'ann' },
        { q: '"ann" or of' },
        { q: '🎂 or -x' },
        { tag: 't' },
        { status: 'all' },
        { sort: 'title' },
        { dueAfter: '2020-01-01T00:00:00Z' },
      ]
      for (const query of queries) expect((await index().find(bob, query)).items).toEqual([])
      expect((await index().changesSince(bob, '0')).changes).toEqual([])

      await index().put(bob, [{ task: { ...task, title: 'of bob', version: 5 }, deleted: true }])
      expect((await index().find(ann, {})).items).toEqual([task])
      expect((await index().changesSince(ann, '0')).changes).toMatchObject([{ task, deleted: false }])
    })

    test.each(["' or true --", '%', '', 'a:b', '" \\ \n'])('whatever they are called: %j', async (user) => {
      const named = `${user}${randomUUID()}`
      await index().put(named, [{ task: aTask(), deleted: false }])
      expect((await index().find(named, {})).items).toHaveLength(1)
      expect((await index().find(user, {})).items).toEqual([])
    })
  })
}
