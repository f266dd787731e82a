import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Task } from '../../shared/tasks/task.ts'
import type { Client } from '../support/catnap.ts'
import { eventually } from '../support/eventually.ts'
import { type CatnapOnDapr, startOnDapr } from '../support/on-dapr.ts'
import { again, createAndComplete, expectNothingLostNorDoubled } from '../support/repeated-tasks.ts'
import { openScreen } from '../support/screen.ts'
import { type PeopleAtWork, peopleAtWork } from './people.ts'
import { remindersOf } from './reminders.ts'

const functions = [
  'chat-api',
  'task-changed-to-search',
  'task-completed-to-next-recurrence',
  'task-changed-to-reminder',
  'reminder-fired-to-notify',
  'task-event-to-audit',
]

let catnap: CatnapOnDapr
beforeAll(async () => {
  catnap = await startOnDapr('dapr', await mkdtemp(join(tmpdir(), 'catnap-')), {})
})
afterAll(() => catnap.stop())

test('while nothing fails and nobody else is there, a reminder is on the screen within a second of its time', async () => {
  const ann = await catnap.signIn('Ann')
  const screen = await openScreen(catnap.url, ann.token)
  const dueAt = Temporal.Now.instant().add({ seconds: 3 }).toString()
  await ann.send('POST', '/tasks', { title: 'stretch', dueAt, remindBefore: [0] })
  const { atMs } = await screen.saw('the reminder', ({ type }) => type === 'message')
  screen.close()
  const lateMs = Number(atMs) - Date.parse(dueAt)
  expect(lateMs).toBeGreaterThanOrEqual(0)
  expect(lateMs).toBeLessThan(1_000)
})

describe('kill -9 in the middle of work', () => {
  let work: PeopleAtWork
  let dee: Client
  let rounds = 0
  beforeAll(async () => {
    work = await peopleAtWork(catnap, ['Bob', 'Cem', 'Eva'])
    dee = await catnap.signIn('Dee')
    await untilAllGoesOn()
  })

  /** A task that is made now goes all the way: it is completed, has its next occurrence and its history. */
  async function untilAllGoesOn(): Promise<void> {
    const id = await createAndComplete(dee, rounds++)
    await eventually('its next occurrence', async () => (await dee.tasks()).find(({ seriesId }) => seriesId === id))
    await untilInHistory(id, 2)
  }

  async function untilInHistory(id: string, changes: number): Promise<void> {
    await eventually(`${changes} changes in the history of ${id}`, async () => {
      const { body } = await dee.send('GET', `/tasks/${id}/history`)
      return body.items.length === changes || undefined
    })
  }

  test.each(functions)('of the function %s', async (name) => {
    for (let times = 0; times < 3; times++) {
      // At another point of its work each time.
      await pause(Math.random() * 300)
      await kill(() => catnap.pidsOf(name))
    }
    await untilAllGoesOn()
  })

  test.each(functions)('of the daprd of %s', async (name) => {
    await kill(() => catnap.pidsOfDaprd(name))
    await untilAllGoesOn()
  })

  test('of the scheduler: until it leads again, a change is made whole or not at all', async () => {
    await kill(() => catnap.pidsOfScheduler())
    const { status } = await dee.send('POST', '/tasks', { title: 'secured' })
    // A second's commits share a job, which may have been made before.
    expect([201, 503]).toContain(status)
    expect(await dee.tasks('&q=secured')).toHaveLength(status === 201 ? 1 : 0)
    await untilAllGoesOn()
  })

  test('of the broker: changes are made all the same, and their events follow, even if who made them is killed too', async () => {
    await catnap.broker.kill()
    const { id } = await again(() => dee.send('POST', '/tasks', { title: 'made meanwhile' }), 201)
    expect((await dee.tasks('&q=meanwhile')).map((task) => task.id)).toEqual([id])
    expect(await pendingRecords()).not.toBe('')
    await kill(() => catnap.pidsOf('chat-api'))
    await catnap.broker.restart()
    await untilInHistory(id, 1)
    await untilAllGoesOn()
  })

  test('of the database: requests are refused until it is back', async () => {
    await catnap.postgres.kill()
    for (const [method, path, body] of [
      ['POST', '/tasks', { title: 'refused' }],
      ['GET', '/tasks', undefined],
      ['POST', '/chat', { message: 'add refused', timeZone: 'Europe/London' }],
    ] as const) {
      const { status, headers } = await dee.send(method, path, body)
      expect([path, status, headers.get('content-type')]).toEqual([path, 503, 'application/problem+json'])
    }
    await pause(2_000)
    await catnap.postgres.restart()
    await untilAllGoesOn()
    expect(await dee.tasks('&q=refused')).toEqual([])
  })

  describe('and when all has come back', () => {
    beforeAll(() => work.rest())

    test('each task is there once, with one next occurrence and a whole history', async () => {
      for (const { client, completed } of work.people) await expectNothingLostNorDoubled(client, completed)
    })

    test('each reminder was given once, however late, and none early', async () => {
      for (const { client, reminded } of work.people) {
        const expected = reminded.filter(wasAskedForInTime)
        await eventually('every reminder', async () => {
          const given = (await remindersOf(client)).map(({ taskId }) => taskId)
          expect(given.toSorted()).toEqual(expected.map(({ id }) => id).sort())
          return true
        })
        const dueAtOf = new Map(expected.map(({ id, dueAt }) => [id, Date.parse(String(dueAt))]))
        const early = (await remindersOf(client)).filter(
          ({ taskId, at }) => Date.parse(at) < Number(dueAtOf.get(taskId)),
        )
        expect(early).toEqual([])
      }
    })

    test('the search agrees with the tasks as they are stored', async () => {
      await eventually('no difference', async () => {
        const differing = `
          with stored as (
            select split_part(key, ':', 3) as task_id, convert_from(value, 'utf8')::jsonb -> 'task' as task
            from state where key like 'task:%')
          select task_id from stored full join task_search as found using (task_id)
          where stored.task is distinct from found.task::jsonb`
        expect(await catnap.postgres.psql(differing, 'catnap')).toBe('')
        return true
      })
    })

    test('no event is left to be published, and none is among the dead letters', async () => {
      await eventually('nothing is pending', async () => {
        expect(await pendingRecords()).toBe('')
        return true
      })
      expect(await catnap.postgres.psql('select topic, id, reason from dead_letters', 'catnap')).toBe('')
    })
  })
})

/** Kills a part that is started again by itself; resolves when it has been. */
async function kill(pidsOf: () => number[]): Promise<void> {
  const pids = await eventually('it runs', async () => {
    const running = pidsOf()
    return running.length > 0 ? running : undefined
  })
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await eventually('it runs again', async () => pidsOf().some((pid) => !pids.includes(pid)) || undefined)
}

function pendingRecords(): Promise<string> {
  return catnap.postgres.psql(`select key from state where key like 'pending:%'`, 'catnap')
}

/** A reminder whose moment had passed when its task was made, as in an outage, is not set. */
function wasAskedForInTime({ dueAt, createdAt }: Task): boolean {
  return Date.parse(String(dueAt)) >= Date.parse(createdAt)
}
