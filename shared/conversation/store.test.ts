import { describe, expect, test } from 'vitest'
import { ConflictError } from '../dapr/error.ts'
import { memoryDapr } from '../dapr/fixtures/memory-dapr.ts'
import type { Message } from './message.ts'
import { conversationIdOf, conversationStore } from './store.ts'

const message = (id: number): Message => ({
  id: String(id),
  at: '2026-01-01T00:00:00Z',
  from: 'user',
  kind: 'message',
  text: `message ${id}`,
})
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => message(from + index))

async function say(dapr: ReturnType<typeof memoryDapr>, messages: Message[], context: unknown = null) {
  const store = conversationStore(dapr)
  const conversation = await store.open('ann')
  await dapr.state.transaction(store.append('ann', conversation, messages, context))
}

describe('a conversation', () => {
  test('is empty before anything was said', async () => {
    const store = conversationStore(memoryDapr())
    expect(await store.open('ann')).toMatchObject({ count: 0, context: undefined })
    expect(await store.page('ann', { limit: 50 })).toEqual({ items: [], previousCursor: null })
  })

  test('keeps its messages in order and what it remembers', async () => {
    const dapr = memoryDapr()
    await say(dapr, [message(0), message(1)], { last: 'x' })
    await say(dapr, [message(2)], { last: 'y' })
    const store = conversationStore(dapr)
    expect((await store.open('ann')).context).toEqual({ last: 'y' })
    expect((await store.page('ann', { limit: 50 })).items.map(({ id }) => id)).toEqual(['0', '1', '2'])
  })

  test.each([1, 2, 49, 50, 51, 120])('is read back whole when %i messages are added at a time', async (size) => {
    const dapr = memoryDapr()
    for (let from = 0; from < 240; from += size) await say(dapr, range(from, Math.min(from + size, 240)))
    const store = conversationStore(dapr)
    const read: Message[] = []
    let before: number | undefined
    for (;;) {
      const { items, previousCursor } = await store.page('ann', { before, limit: 33 })
      read.unshift(...items)
      if (previousCursor === null) break
      before = Number(previousCursor)
    }
    expect(read).toEqual(range(0, 240))
  })

  test('refuses to be written on from an outdated reading', async () => {
    const dapr = memoryDapr()
    const store = conversationStore(dapr)
    const mine = await store.open('ann')
    await say(dapr, [message(0)])
    await expect(dapr.state.transaction(store.append('ann', mine, [message(1)], null))).rejects.toThrow(ConflictError)
  })

  test('has an id that is the same on every device and differs between users', () => {
    expect(conversationIdOf('ann')).toBe(conversationIdOf('ann'))
    expect(conversationIdOf('ann')).not.toBe(conversationIdOf('bob'))
  })
})

test('a conversation that a reminder begins is read back', async () => {
  const dapr = memoryDapr()
  const store = conversationStore(dapr)
  const fresh = await store.open('ann')
  await dapr.state.transaction(store.append('ann', fresh, [message(0)], fresh.context))
  expect((await store.page('ann', { limit: 50 })).items).toEqual([message(0)])
})
