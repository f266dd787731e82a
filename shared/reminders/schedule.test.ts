import { describe, expect, test } from 'vitest'
import { memoryDapr } from '../dapr/fixtures/memory-dapr.ts'
import { aTask } from '../tasks/fixtures/task.ts'
import { reminderSchedule } from './schedule.ts'

const changedAt = '2030-01-01T08:00:00Z'
const task = aTask({ dueAt: '2030-01-01T09:00:00Z', remindBefore: [30, 0], version: 2 })
const name = (minutes: number) => `reminder-${task.id}-${minutes}`

function setUp() {
  const dapr = memoryDapr()
  return { dapr, schedule: reminderSchedule(dapr) }
}

describe('the reminders of a task', () => {
  test('are one job an offset, due at their moments', async () => {
    const { dapr, schedule } = setUp()
    await schedule.set('ann', task, { deleted: false, changedAt })
    expect([...dapr.scheduled].map(([key, { dueTime }]) => [key, dueTime])).toEqual([
      [name(30), '2030-01-01T08:30:00Z'],
      [name(0), '2030-01-01T09:00:00Z'],
    ])
  })

  test('whose moment had passed when the task was changed are not set', async () => {
    const { dapr, schedule } = setUp()
    await schedule.set('ann', task, { deleted: false, changedAt: '2030-01-01T08:45:00Z' })
    expect([...dapr.scheduled.keys()]).toEqual([name(0)])
  })

  test.each([
    ['done', { task: aTask({ ...task, status: 'done', version: 3 }), deleted: false }],
    ['deleted', { task: aTask({ ...task, version: 3 }), deleted: true }],
    ['without a date', { task: aTask({ ...task, dueAt: null, remindBefore: [], version: 3 }), deleted: false }],
  ])('go when it is %s', async (_, { task: changed, deleted }) => {
    const { dapr, schedule } = setUp()
    await schedule.set('ann', task, { deleted: false, changedAt })
    await schedule.set('ann', changed, { deleted, changedAt })
    expect(dapr.scheduled.size).toBe(0)
  })

  test('stay as a newer version set them when an older one comes late', async () => {
    const { dapr, schedule } = setUp()
    await schedule.set('ann', aTask({ ...task, dueAt: '2030-01-02T09:00:00Z', version: 3 }), {
      deleted: false,
      changedAt,
    })
    await schedule.set('ann', task, { deleted: false, changedAt })
    expect(dapr.scheduled.get(name(0))?.dueTime).toBe('2030-01-02T09:00:00Z')
  })

  test('of a new task that has none ask Dapr for nothing, and leave what a newer version set', async () => {
    const { dapr, schedule } = setUp()
    await schedule.set('ann', task, { deleted: false, changedAt })
    dapr.state.get = () => Promise.reject(new Error('was asked'))
    await schedule.set('ann', aTask({ ...task, remindBefore: [], version: 1 }), { deleted: false, changedAt })
    expect(dapr.scheduled.size).toBe(2)
  })

  test('are written down only when there are any', async () => {
    const { dapr, schedule } = setUp()
    await schedule.set('ann', aTask(), { deleted: false, changedAt })
    expect(dapr.values.size).toBe(0)
  })
})
