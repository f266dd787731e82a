import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '../database/fixtures/test-databases.ts'
import { aTask } from '../tasks/fixtures/task.ts'
import type { Task } from '../tasks/task.ts'
import { findStatement } from './find.ts'
import { searchIndex } from './search-index.ts'
import { sorts } from './sort-keys.ts'
import type { TaskQuery } from './task-query.ts'

let databases: TestDatabases

beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.close())

const words = ['milk', 'Rome', 'printer', 'Zebra', 'ärger', '牛奶']
const tags = ['home', 'work', '牛']
const moments = [
  '2025-12-31T23:59:59.999999Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.5Z',
  '2026-06-01T12:00:00Z',
]
const statuses = ['open', 'done'] as const
const priorities = ['low', 'medium', 'high'] as const

const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((some) => some.join(' '))
const moment = fc.constantFrom(...moments)

const task = fc
  .record({
    id: fc.uuid(),
    title: text,
    description: fc.oneof(fc.constant(''), text),
    tags: fc.subarray(tags),
    status: fc.constantFrom(...statuses),
    priority: fc.constantFrom(...priorities),
    dueAt: fc.option(moment),
    createdAt: moment,
  })
  .map((fields) => ({ task: aTask(fields), deleted: false }))

const entries = fc.uniqueArray(
  fc.tuple(task, fc.nat(4)).map(([entry, n]) => ({ ...entry, deleted: n === 0 })),
  { minLength: 5, maxLength: 40, size: 'max', selector: ({ task }) => task.id },
)

/** Given now and then: with every filter at once hardly a task is left. */
function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
}

const query = fc.record({
  status: fc.constantFrom(...statuses, 'all' as const),
  q: seldom(text),
  tag: seldom(fc.constantFrom(...tags)),
  priority: seldom(fc.constantFrom(...priorities)),
  dueAfter: seldom(moment),
  dueBefore: seldom(moment),
  sort: fc.constantFrom(...sorts),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  limit: fc.integer({ min: 1, max: 7 }),
})

/** The same in a few plain lines, for words that neither stem nor begin like another. */
function reference(all: { task: Task; deleted: boolean }[], query: Partial<TaskQuery>): Task[] {
  const { status = 'open', q, tag, priority, dueAfter, dueBefore, sort = 'dueAt', order = 'asc' } = query
  const time = (instant: string) => Temporal.Instant.from(instant).epochNanoseconds
  const holds = (task: Task) =>
    (status === 'all' || task.status === status) &&
    (!q || q.split(' ').every((word) => `${task.title} ${task.description} ${task.tags.join(' ')}`.includes(word))) &&
    (!tag || task.tags.includes(tag)) &&
    (!priority || task.priority === priority) &&
    (!dueAfter || (task.dueAt !== null && time(task.dueAt) >= time(dueAfter))) &&
    (!dueBefore || (task.dueAt !== null && time(task.dueAt) < time(dueBefore)))
  const key = (task: Task): string | number | bigint => {
    if (sort === 'title') return task.title.toLowerCase().replaceAll('ä', 'a')
    if (sort === 'priority') return priorities.indexOf(task.priority)
    return time(task[sort] ?? (order === 'asc' ? '9999-12-31T00:00:00Z' : '0000-01-01T00:00:00Z'))
  }
  const compare = (a: Task, b: Task) => {
    const [one, other] = [key(a), key(b)]
    const before = one === other ? a.id < b.id : one < other
    return before === (order === 'asc') ? -1 : 1
  }
  return all
    .filter(({ task, deleted }) => !deleted && holds(task))
    .map(({ task }) => task)
    .toSorted(compare)
}

describe('finding tasks page by page', () => {
  test('gives what a plain filter and sort of all tasks gives, each once', async () => {
    const index = searchIndex(databases.binding)
    await fc.assert(
      fc.asyncProperty(entries, fc.array(query, { minLength: 3, maxLength: 8 }), async (all, queries) => {
        const user = randomUUID()
        await index.put(user, all)
        for (const query of queries) {
          const found: Task[] = []
          let cursor: string | undefined
          do {
            const page = await index.find(user, { ...query, cursor })
            expect(page.items.length).toBeLessThanOrEqual(query.limit)
            found.push(...page.items)
            cursor = page.nextCursor ?? undefined
          } while (cursor)
          expect(found).toEqual(reference(all, query))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('any text may be searched for', async () => {
    const index = searchIndex(databases.binding)
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary-ascii' }),
      fc.string({ unit: 'grapheme' }),
    )
    await fc.assert(
      fc.asyncProperty(anything, async (q) => {
        expect((await index.find('somebody', { q, tag: q })).items).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('a task is found by any beginning of any of its words', async () => {
    const index = searchIndex(databases.neon)
    const word = fc.string({
      unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäöüéñ0123456789'),
      minLength: 2,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(word, fc.integer({ min: 1, max: 12 }), async (word, length) => {
        const user = randomUUID()
        await index.put(user, [{ task: aTask({ title: `Say ${word} twice` }), deleted: false }])
        // "or" at the end of a search is no word.
        const q = word.slice(0, length)
        fc.pre(q !== 'or')
        expect((await index.find(user, { q })).items).toHaveLength(1)
        expect((await index.find(user, { q: `twice ${q}` })).items).toHaveLength(1)
      }),
      { numRuns: 150 },
    )
  })

  test('a task that changes between two pages does not disturb the others', async () => {
    const index = searchIndex(databases.neon)
    const user = randomUUID()
    const tasks = ['a', 'b', 'c', 'd'].map((title) => aTask({ id: randomUUID(), title }))
    await index.put(
      user,
      tasks.map((task) => ({ task, deleted: false })),
    )
    const first = await index.find(user, { sort: 'title', limit: 2 })
    const [, b, , d] = tasks
    if (!b || !d) throw new Error('there are four')
    await index.put(user, [
      { task: { ...b, version: 2 }, deleted: true },
      { task: { ...d, version: 2, title: 'cc' }, deleted: false },
    ])
    const rest = await index.find(user, { sort: 'title', limit: 2, cursor: first.nextCursor ?? undefined })
    expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual(['a', 'b', 'c', 'cc'])
    expect(rest.nextCursor).toBeNull()
  })
})

describe('the plan of a search', () => {
  const someone = randomUUID()

  // One of 20 users with 1,000 tasks each; every word and tag is in 20 tasks, a tenth is done.
  beforeAll(async () => {
    await databases.neon.query('select count(*)::int from task_search')
    await databases.postgres.query(
      `insert into task_search (user_id, task_id, version, change, deleted, status, priority, due_at, created_at, title,
         description, tags, document, task)
       select case n % 20 when 0 then $1 else 'user ' || n % 20 end, gen_random_uuid()::text, 1, n, false,
         case when n % 10 < 9 then 'open' else 'done' end, n % 3 + 1, case when n % 4 > 0 then n * 1000 end, n,
         'title ' || n, '', array['tag' || n / 20], to_tsvector('english', 'title word' || n / 20), '{}'
       from generate_series(1, 20000) as n`,
      [someone],
    )
    await databases.postgres.exec('vacuum analyze task_search')
  })

  async function plan(query: Partial<TaskQuery>): Promise<string> {
    const { sql, parameters } = findStatement(someone, query)
    const { rows } = await databases.postgres.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, parameters.map(String))
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }

  const cursor = (sort: string, order: string, key: string) =>
    Buffer.from(JSON.stringify({ sort, order, key, id: 'x' })).toString('base64url')

  test.each<[index: string, query: Partial<TaskQuery>]>([
    ['task_search_due_asc', {}],
    ['task_search_due_asc', { status: 'all' }],
    ['task_search_due_asc', { cursor: cursor('dueAt', 'asc', '5000') }],
    ['task_search_due_desc', { order: 'desc' }],
    ['task_search_due_desc', { order: 'desc', cursor: cursor('dueAt', 'desc', '5000') }],
    ['task_search_priority', { sort: 'priority' }],
    ['task_search_priority', { sort: 'priority', order: 'desc', cursor: cursor('priority', 'desc', '2') }],
    ['task_search_created_at', { sort: 'createdAt', order: 'desc', status: 'done' }],
    ['task_search_created_at', { sort: 'createdAt', cursor: cursor('createdAt', 'asc', '77') }],
    ['task_search_title', { sort: 'title' }],
    ['task_search_title', { sort: 'title', status: 'all', order: 'desc', cursor: cursor('title', 'desc', 'title 5') }],
  ])('reads along %s for %j', async (index, query) => {
    const text = await plan(query)
    expect(text).toMatch(new RegExp(`Index (Only )?Scan (Backward )?using ${index} on task_search`))
    expect(text).not.toMatch(/Seq Scan on task_search/)
    // The page itself is put in order; what is below comes in order.
    expect(text.match(/Sort Key/g)?.length ?? 0).toBeLessThanOrEqual(2)
    if (query.cursor) expect(text).toMatch(/Index Cond: .*ROW\(/)
  })

  test.each<[query: Partial<TaskQuery>]>([
    [{ q: 'word777' }],
    [{ q: 'titles "word777"' }],
    [{ q: 'word777 or word888' }],
    [{ tag: 'tag777' }],
  ])('reads the index of words for %j', async (query) => {
    const text = await plan(query)
    expect(text).toMatch(/Bitmap Index Scan on task_search_document/)
    expect(text).not.toMatch(/Seq Scan on task_search/)
  })

  test.each<[query: Partial<TaskQuery>]>([
    [{ q: '牛奶' }],
    [{ q: '-word777' }],
    [{ dueAfter: '2026-01-01T00:00:00Z' }],
  ])('reads only what is of the user for %j', async (query) => {
    const text = await plan(query)
    expect(text).toMatch(/Index Cond: .*user_id/)
    expect(text).not.toMatch(/Seq Scan on task_search/)
  })
})
