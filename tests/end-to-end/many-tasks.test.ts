import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Task } from '../../shared/tasks/task.ts'
import { type Catnap, type Client, startCatnap } from '../support/catnap.ts'
import { eventually } from '../support/eventually.ts'

const users = 10
const tasksPerUser = 100

let catnap: Catnap
let clients: Client[]

beforeAll(async () => {
  catnap = await startCatnap()
  clients = await Promise.all(Array.from({ length: users }, (_, user) => catnap.signIn(`user ${user}`)))
})
afterAll(() => catnap.stop())

test('1,000 tasks go through the whole flow: created, completed, found, in the history, with their next occurrence', async () => {
  const made = await Promise.all(
    clients.map(async (client) => {
      const ids: string[] = []
      for (let number = 0; number < tasksPerUser; number++) {
        const { status, body } = await client.send('POST', '/tasks', {
          title: `task ${number}`,
          dueAt: '2099-01-31T09:00:00Z',
          remindBefore: [10],
          recurrence: { rule: 'FREQ=MONTHLY' },
        })
        expect(status).toBe(201)
        expect((await client.send('POST', `/tasks/${body.id}/complete`)).status).toBe(200)
        ids.push(body.id)
      }
      return ids
    }),
  )
  for (const [user, client] of clients.entries()) {
    const ids = made[user] ?? []
    const next = await eventually(`the next occurrences of user ${user}`, async () => {
      const open = await client.tasks('&status=open')
      return open.length === tasksPerUser ? open : undefined
    })
    expect(next.map(({ seriesId }: Task) => seriesId).sort()).toEqual([...ids].sort())
    expect((await client.tasks('&status=done')).map(({ id }) => id).sort()).toEqual([...ids].sort())
    for (const id of [ids.at(0), ids.at(-1)]) {
      await eventually('both changes are in the history', async () => {
        const { body } = await client.send('GET', `/tasks/${id}/history`)
        return body.items.length === 2 ? true : undefined
      })
    }
  }
})
