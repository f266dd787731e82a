import { describe, expect, test } from 'vitest'
import { applyCommand } from './commands.ts'
import type { NewTask, Task } from './task.ts'
import { upcomingOccurrences } from './upcoming-occurrences.ts'

const id = '0197f0a0-0000-7000-8000-000000000001'
const now = '2026-03-10T10:00:00Z'

async function task(rule: string | null, fields: Partial<NewTask> = {}): Promise<Task> {
  const recurrence = rule === null ? null : { rule }
  const command = {
    type: 'create',
    task: { title: 'x', dueAt: '2026-03-12T09:00:00Z', ...fields, recurrence },
  } as const
  const change = await applyCommand(undefined, command, { now, newId: () => id })
  if (!change) throw new Error('not created')
  return change.task
}

const upcoming = (of: Task, limit = 3, at = now) => upcomingOccurrences(of, limit, { now: at })

describe('the coming dates of a repeated task', () => {
  test('begin with its own', async () => {
    expect(await upcoming(await task('FREQ=WEEKLY'))).toEqual([
      '2026-03-12T09:00:00Z',
      '2026-03-19T09:00:00Z',
      '2026-03-26T09:00:00Z',
    ])
  })

  test('are those still to come when it is overdue', async () => {
    expect(await upcoming(await task('FREQ=WEEKLY'), 2, '2026-03-20T00:00:00Z')).toEqual([
      '2026-03-26T09:00:00Z',
      '2026-04-02T09:00:00Z',
    ])
  })

  test('have its own still on the day of an all-day task', async () => {
    const allDay = await task('FREQ=WEEKLY', { allDay: true })
    expect(await upcoming(allDay, 1, '2026-03-12T23:00:00Z')).toEqual(['2026-03-12T00:00:00Z'])
  })

  test('are without its own when it is done', async () => {
    const done: Task = { ...(await task('FREQ=WEEKLY')), status: 'done', completedAt: now }
    expect(await upcoming(done, 2)).toEqual(['2026-03-19T09:00:00Z', '2026-03-26T09:00:00Z'])
  })

  test('count from each other when the rule counts from completion', async () => {
    const every = await task(null)
    const counted: Task = {
      ...every,
      recurrence: { rule: 'FREQ=DAILY;INTERVAL=3', anchor: 'completion' },
      seriesId: id,
      occurrence: 1,
    }
    expect(await upcoming(counted)).toEqual(['2026-03-12T09:00:00Z', '2026-03-15T09:00:00Z', '2026-03-18T09:00:00Z'])
    expect(await upcoming(counted, 2, '2026-03-20T10:00:00Z')).toEqual(['2026-03-23T09:00:00Z', '2026-03-26T09:00:00Z'])
  })

  test('are never more than 10, nor than COUNT or UNTIL leave', async () => {
    expect(await upcoming(await task('FREQ=DAILY'), 50)).toHaveLength(10)
    expect(await upcoming(await task('FREQ=DAILY;COUNT=3'), 10)).toHaveLength(3)
    expect(await upcoming({ ...(await task('FREQ=DAILY;COUNT=3')), occurrence: 2 }, 10)).toHaveLength(2)
    expect(await upcoming(await task('FREQ=DAILY;UNTIL=20260313'), 10)).toHaveLength(2)
    expect(await upcoming(await task('FREQ=DAILY'), 0)).toEqual([])
  })

  test('are none of a task that is not repeated', async () => {
    expect(await upcoming(await task(null))).toEqual([])
  })
})
