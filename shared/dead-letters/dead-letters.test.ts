import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../database/database.ts'
import { type TestDatabases, testDatabases } from '../database/fixtures/test-databases.ts'
import { deadLetters } from './dead-letters.ts'

let databases: TestDatabases

beforeAll(async () => {
  databases = await testDatabases()
})
beforeEach(async () => {
  await databases.postgres.exec('drop table if exists dead_letters')
})
afterAll(() => databases.close())

function letter(id: string, topic = 'task-events') {
  const event = { specversion: '1.0', id, data: { title: 'it\'s "odd" \0 \ud800 牛奶' } }
  return { id, topic, type: 'dev.catnap.task.created.v1', user: 'ann', event, reason: 'data.title must be text' }
}

describe.each<[string, () => Database]>([
  ["Neon's driver", () => databases.neon],
  ["Dapr's binding", () => databases.binding],
])('dead letters through %s', (_, database) => {
  test('are kept as they were, with the reason, oldest first', async () => {
    const box = deadLetters(database())
    expect(await box.list()).toEqual([])
    for (const id of ['b', 'a', 'c']) await box.keep(letter(id))
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const number = expect.stringMatching(/^\d+$/)
    expect(await box.list()).toEqual(['b', 'a', 'c'].map((id) => ({ ...letter(id), at, number })))
    expect(await box.get('task-events', 'a')).toEqual({ ...letter('a'), at, number })
  })

  test('are one for each event and topic, with the latest reason', async () => {
    const box = deadLetters(database())
    await box.keep(letter('a'))
    await box.keep({ ...letter('a'), reason: 'again' })
    await box.keep(letter('a', 'reminders'))
    expect((await box.list()).map(({ topic, reason }) => [topic, reason])).toEqual([
      ['task-events', 'again'],
      ['reminders', letter('a').reason],
    ])
  })

  test('are gone when removed, others are not', async () => {
    const box = deadLetters(database())
    await box.keep(letter('a'))
    await box.keep(letter('a', 'reminders'))
    const [removed] = (await box.list()).filter(({ topic }) => topic === 'task-events')
    if (!removed) throw new Error('nothing was kept')
    await box.remove(removed)
    await box.remove(removed)
    expect(await box.get('task-events', 'a')).toBeNull()
    expect(await box.list()).toMatchObject([{ id: 'a', topic: 'reminders' }])
  })

  test('that are kept again after they were read are not removed by who read them', async () => {
    const box = deadLetters(database())
    await box.keep(letter('a'))
    const read = await box.get('task-events', 'a')
    await box.keep(letter('a'))
    if (read) await box.remove(read)
    expect(await box.list()).toMatchObject([{ id: 'a' }])
  })

  test('may say nothing that a database could store', async () => {
    const box = deadLetters(database())
    const odd = { id: '\0', topic: '', type: '\ud800', user: '\0\0', event: { raw: '{"\0' }, reason: 'not \0 JSON' }
    await box.keep(odd)
    await box.keep(odd)
    expect(await box.list()).toMatchObject([{ id: '\ufffd', topic: '', event: odd.event }])
    for (const kept of await box.list()) await box.remove(kept)
    expect(await box.list()).toEqual([])
  })

  test('are listed however many there are', async () => {
    const box = deadLetters(database())
    for (let n = 0; n < 401; n++) await box.keep(letter(String(n)))
    expect((await box.list()).map(({ id }) => id)).toEqual(Array.from({ length: 401 }, (_, n) => String(n)))
  })
})
