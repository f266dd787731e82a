import { expect } from 'vitest'
import type { Task } from '../../shared/tasks/task.ts'
import type { Client } from './catnap.ts'
import { eventually } from './eventually.ts'

/** Creates a daily task and completes it; gives up a request that a kill cut short, and sends it again with its key. */
export async function createAndComplete(client: Client, number: number): Promise<string> {
  const body = {
    title: `task ${number}`,
    dueAt: Temporal.Now.instant()
      .add({ hours: 24 * 7 })
      .toString(),
    recurrence: { rule: 'FREQ=DAILY' },
  }
  const { id } = await again(() => client.send('POST', '/tasks', body, { 'idempotency-key': `key-${number}` }), 201)
  await again(() => client.send('POST', `/tasks/${id}/complete`), 200)
  return id
}

/** Sends a request until it is answered as expected. */
export async function again(send: () => Promise<{ status: number; body: Task }>, expected: number): Promise<Task> {
  return eventually(`an answer of ${expected}`, async () => {
    const { status, body } = await send()
    if (status !== expected) throw new Error(`${status} ${JSON.stringify(body)}`)
    return body
  })
}

/** Of each of these tasks, all of a user's that repeat: it is done, there is one next occurrence, and each version is in the history. */
export async function expectNothingLostNorDoubled(client: Client, ids: readonly string[]): Promise<void> {
  const sorted = [...ids].sort()
  await eventually('a next occurrence of each task', async () => {
    const all = (await allTasks(client)).filter(({ recurrence }) => recurrence !== null)
    const done = all.filter(({ status }) => status === 'done')
    const next = all.filter(({ status }) => status === 'open')
    expect(done.map(({ id }) => id).sort()).toEqual(sorted)
    expect(next.map(({ seriesId }) => seriesId).sort()).toEqual(sorted)
    expect(next.every(({ occurrence }) => occurrence === 2)).toBe(true)
    return true
  })
  for (const id of ids) {
    await eventually(`the history of ${id}`, async () => {
      const { body } = await client.send('GET', `/tasks/${id}/history`)
      expect(body.items.map(({ version }: Task) => version)).toEqual([1, 2])
      return true
    })
  }
}

/** Every task of a user, page by page. */
async function allTasks(client: Client): Promise<Task[]> {
  const tasks: Task[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, body } = await client.send('GET', `/tasks?status=all&limit=100${cursor && `&cursor=${cursor}`}`)
    if (status !== 200) throw new Error(`tasks: ${status} ${JSON.stringify(body)}`)
    tasks.push(...body.items)
    cursor = body.nextCursor
  }
  return tasks
}
