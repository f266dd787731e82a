import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../database/database.ts'
import { type TestDatabases, testDatabases } from '../database/fixtures/test-databases.ts'
import { aTask } from '../tasks/fixtures/task.ts'
import { auditLog } from './audit-log.ts'

let databases: TestDatabases

beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.close())

function entry(version: number) {
  const task = aTask({ version, title: `title ${version} \0 \ud800 牛奶 "'` })
  return {
    ...{ taskId: task.id, version, type: 'dev.catnap.task.updated.v1', changed: ['title', 'tags'], by: 'user' },
    ...{ at: '2026-03-01T09:00:00.123456789Z', task },
  }
}

describe.each<[string, () => Database]>([
  ["Neon's driver", () => databases.neon],
  ["Dapr's binding", () => databases.binding],
])('the audit log through %s', (name, database) => {
  test('gives what was recorded, oldest first, each version once', async () => {
    const log = auditLog(database())
    const user = `ann over ${name}`
    for (const version of [2, 10, 1, 2, 2, 10]) await log.record({ user, ...entry(version) })
    expect(await log.history(user, entry(1).taskId)).toStrictEqual([entry(1), entry(2), entry(10)])
  })

  test('keeps what was recorded first', async () => {
    const log = auditLog(database())
    const user = `first over ${name}`
    await log.record({ user, ...entry(1) })
    await log.record({ user, ...entry(1), by: 'somebody else' })
    expect(await log.history(user, entry(1).taskId)).toEqual([entry(1)])
  })

  test('shows nobody what is of another, even of the same task id', async () => {
    const log = auditLog(database())
    await log.record({ user: `ann's over ${name}`, ...entry(1) })
    await log.record({ user: `bob's over ${name}`, ...entry(2) })
    expect(await log.history(`bob's over ${name}`, entry(1).taskId)).toEqual([entry(2)])
    expect(await log.history(`eve over ${name}`, entry(1).taskId)).toEqual([])
    expect(await log.history(`' or true --`, entry(1).taskId)).toEqual([])
  })

  test('knows nothing of a task without events', async () => {
    expect(await auditLog(database()).history(`ann over ${name}`, 'nothing')).toEqual([])
  })
})
