import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { lineConsole } from '../console.ts'
import type { Retry } from '../resources/resiliency.ts'
import { BulkSubscriber } from './bulk-subscriber.ts'
import { Slots } from './lanes.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

type Statuses = Record<number, string>
interface Given {
  retry?: Retry | null
  deadLetterTopic?: string
  /** What becomes of each batch in turn, an event's number to its status; the last one stays. */
  answers: (number | string | Statuses)[]
  failingReads?: number
}

/** A subscriber of batches of up to three that wait for 100 ms, on made-up parts: what it delivers when, and how it ends. */
function subscriberOf({ retry = null, deadLetterTopic, answers, failingReads = 0 }: Given) {
  const deliveries: { atMs: number; events: number[] }[] = []
  const kept = new Set<number>()
  const dead: string[] = []
  let reads = 0
  const subscriber = new BulkSubscriber({
    app: 'app',
    wake: true,
    subscription: { pubsub: 'events', topic: 't', rules: [], defaultPath: '/events', deadLetterTopic, metadata: {} },
    bulk: { maxMessagesCount: 3, maxAwaitDurationMs: 100 },
    inbound: { retry, timeoutMs: null },
    appToken: 'token',
    console: lineConsole(() => {}),
    slots: new Slots(1),
    activator: {
      isUp: () => true,
      send: async (_, { body }) => {
        const { entries } = JSON.parse(String(body))
        const events: { entryId: string; event: { n: number } }[] = entries
        deliveries.push({ atMs: Date.now(), events: events.map(({ event }) => event.n) })
        const answer = answers[Math.min(deliveries.length, answers.length) - 1] ?? 200
        if (typeof answer === 'number') return { status: answer, headers: {}, body: Buffer.alloc(0) }
        if (typeof answer === 'string') return { status: 200, headers: {}, body: Buffer.from(answer) }
        const statuses = events.flatMap(({ entryId, event: { n } }) =>
          answer[n] === undefined ? [] : [{ entryId, status: answer[n] }],
        )
        return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ statuses })) }
      },
    },
    store: {
      read: async () => null,
      readMany: async (ids) => {
        if (reads++ < failingReads) throw new Error('no database')
        return ids.map((id) => ({ id, metadata: {}, body: Buffer.from(`{"n":${id}}`) }))
      },
      remove: async (ids) => {
        for (const id of ids) kept.delete(id)
      },
    },
    deadLetter: async ({ id }, reason) => {
      kept.delete(id)
      dead.push(`${id}: ${reason}`)
    },
  })
  const publish = (...ids: number[]) => {
    for (const id of ids) {
      kept.add(id)
      subscriber.push('lane', id)
    }
  }
  return { subscriber, publish, deliveries, kept, dead }
}
const all = (status: string) => ({ 1: status, 2: status, 3: status, 4: status, 5: status })
const twice: Retry = { maxRetries: 2, longestMs: Number.POSITIVE_INFINITY, delayMs: (retry) => retry * 1000 }

describe('a batch', () => {
  test('goes out when it is full, the rest when it has waited', async () => {
    const { publish, deliveries, kept } = subscriberOf({ answers: [all('SUCCESS')] })
    publish(1, 2, 3, 4)
    await vi.advanceTimersByTimeAsync(50)
    publish(5)
    await vi.advanceTimersByTimeAsync(200)
    expect(deliveries).toEqual([
      { atMs: 0, events: [1, 2, 3] },
      { atMs: 100, events: [4, 5] },
    ])
    expect(kept).toEqual(new Set())
  })

  test('that becomes full while it waits goes out at once', async () => {
    const { publish, deliveries } = subscriberOf({ answers: [all('SUCCESS')] })
    publish(1)
    await vi.advanceTimersByTimeAsync(30)
    publish(2, 3)
    await vi.advanceTimersByTimeAsync(0)
    expect(deliveries).toEqual([{ atMs: 30, events: [1, 2, 3] }])
  })
})

describe('what fails in a batch', () => {
  test('alone is delivered again as the policy says, then is a dead letter; the rest is done', async () => {
    const { publish, deliveries, kept, dead } = subscriberOf({
      retry: twice,
      deadLetterTopic: 'dead',
      answers: [
        { 1: 'SUCCESS', 2: 'RETRY' },
        { 2: 'SUCCESS', 3: 'WHATEVER' },
      ],
    })
    publish(1, 2, 3)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(deliveries).toEqual([
      { atMs: 0, events: [1, 2, 3] },
      { atMs: 1_000, events: [2, 3] },
      { atMs: 3_000, events: [3] },
    ])
    expect([kept, dead]).toEqual([new Set(), ['3: answered retry']])
  })

  test('with nowhere to go brings the whole batch again after five seconds, as with Kafka', async () => {
    const { publish, deliveries, kept } = subscriberOf({ answers: [{ 1: 'SUCCESS' }, all('SUCCESS')] })
    publish(1, 2)
    await vi.advanceTimersByTimeAsync(5_200)
    expect(deliveries).toEqual([
      { atMs: 100, events: [1, 2] },
      { atMs: 5_100, events: [1, 2] },
    ])
    expect(kept).toEqual(new Set())
  })

  test.each([[500], [''], ['thanks'], ['{}'], ['{"statuses":{}}'], ['null']])(
    'is all of it when the answer is %j',
    async (answer) => {
      const { publish, dead } = subscriberOf({ deadLetterTopic: 'dead', answers: [answer] })
      publish(1, 2, 3)
      await vi.advanceTimersByTimeAsync(0)
      expect(dead).toHaveLength(3)
    },
  )

  test('on purpose (DROP) is a dead letter at once', async () => {
    const { publish, deliveries, dead } = subscriberOf({
      retry: twice,
      deadLetterTopic: 'dead',
      answers: [{ 1: 'DROP', 2: 'SUCCESS', 3: 'SUCCESS' }],
    })
    publish(1, 2, 3)
    await vi.advanceTimersByTimeAsync(0)
    expect([deliveries.length, dead]).toEqual([1, ['1: answered drop']])
  })
})

test('a batch that the app does not know (404) is over, as in daprd', async () => {
  const { publish, kept, dead } = subscriberOf({ retry: twice, deadLetterTopic: 'dead', answers: [404] })
  publish(1, 2, 3)
  await vi.advanceTimersByTimeAsync(0)
  expect([kept, dead]).toEqual([new Set(), []])
})

test('when the platform stops, what is not done is kept', async () => {
  const { subscriber, publish, deliveries, kept } = subscriberOf({ retry: twice, answers: [500] })
  publish(1, 2, 3, 4)
  await vi.advanceTimersByTimeAsync(10)
  await subscriber.stop()
  publish(5)
  await vi.advanceTimersByTimeAsync(10_000)
  expect([deliveries.length, kept.size]).toEqual([1, 5])
})

test('a database that fails for a while loses no batch', async () => {
  const { publish, deliveries, kept } = subscriberOf({ answers: [all('SUCCESS')], failingReads: 2 })
  publish(1, 2, 3)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(deliveries).toEqual([{ atMs: 10_000, events: [1, 2, 3] }])
  expect(kept).toEqual(new Set())
})
