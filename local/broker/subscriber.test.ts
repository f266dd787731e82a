import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { lineConsole } from '../console.ts'
import type { Retry } from '../resources/resiliency.ts'
import { Slots } from './lanes.ts'
import { Subscriber } from './subscriber.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

interface Given {
  retry?: Retry | null
  deadLetterTopic?: string
  /** What becomes of each delivery in turn; the last one stays. */
  answers: (number | 'broken')[]
  failingReads?: number
}

/** A subscriber on made-up parts, and the times of its deliveries in milliseconds. */
function subscriberOf({ retry = null, deadLetterTopic, answers, failingReads = 0 }: Given) {
  const deliveries: number[] = []
  const ends: string[] = []
  let reads = 0
  const subscriber = new Subscriber({
    app: 'app',
    wake: true,
    subscription: { pubsub: 'events', topic: 't', rules: [], defaultPath: '/events', deadLetterTopic, metadata: {} },
    inbound: { retry, timeoutMs: null },
    appToken: 'token',
    console: lineConsole(() => {}),
    slots: new Slots(1),
    activator: {
      isUp: () => true,
      send: async () => {
        deliveries.push(Date.now())
        const answer = answers[Math.min(deliveries.length, answers.length) - 1] ?? 200
        if (answer === 'broken') throw new Error('socket hang up')
        return { status: answer, headers: {}, body: Buffer.alloc(0) }
      },
    },
    store: {
      read: async (id) => {
        if (reads++ < failingReads) throw new Error('no database')
        return { id, metadata: {}, body: Buffer.from('{}') }
      },
      readMany: async () => [],
      remove: async () => void ends.push('removed'),
    },
    deadLetter: async (_, reason) => void ends.push(`dead: ${reason}`),
  })
  return { subscriber, deliveries, ends }
}
const twice: Retry = { maxRetries: 2, longestMs: Number.POSITIVE_INFINITY, delayMs: (retry) => retry * 1000 }

describe('an event that fails', () => {
  test('without a policy is delivered every five seconds until it is done, as Kafka does', async () => {
    const { subscriber, deliveries, ends } = subscriberOf({ answers: [500, 'broken', 429, 302, 200] })
    const done = subscriber.handle(1)
    await vi.advanceTimersByTimeAsync(20_000)
    await done
    expect([deliveries, ends]).toEqual([[0, 5_000, 10_000, 15_000, 20_000], ['removed']])
  })

  test('without a policy, but with dead letters, is one at once', async () => {
    const { subscriber, deliveries, ends } = subscriberOf({ answers: [500], deadLetterTopic: 'dead' })
    await subscriber.handle(1)
    expect([deliveries, ends]).toEqual([[0], ['dead: answered 500']])
  })

  test('beyond its policy is a dead letter, with the reason', async () => {
    const { subscriber, deliveries, ends } = subscriberOf({
      retry: twice,
      answers: ['broken'],
      deadLetterTopic: 'dead',
    })
    const done = subscriber.handle(1)
    await vi.advanceTimersByTimeAsync(3_000)
    await done
    expect([deliveries, ends]).toEqual([[0, 1_000, 3_000], ['dead: socket hang up']])
  })

  test('beyond its policy, with nowhere to go, begins again after five seconds', async () => {
    const { subscriber, deliveries, ends } = subscriberOf({ retry: twice, answers: [500, 500, 500, 500, 200] })
    const done = subscriber.handle(1)
    await vi.advanceTimersByTimeAsync(9_000)
    await done
    expect([deliveries, ends]).toEqual([[0, 1_000, 3_000, 8_000, 9_000], ['removed']])
  })

  test('to no purpose (404), with nowhere to go, is dropped', async () => {
    const { subscriber, deliveries, ends } = subscriberOf({ retry: twice, answers: [404] })
    await subscriber.handle(1)
    expect([deliveries, ends]).toEqual([[0], ['removed']])
  })

  test('stays where it is when the platform stops', async () => {
    const { subscriber, ends } = subscriberOf({ answers: [500] })
    const handling = subscriber.handle(1)
    await vi.advanceTimersByTimeAsync(1_000)
    await subscriber.stop()
    await handling
    await subscriber.handle(2)
    expect(ends).toEqual([])
  })
})

test('a database that fails for a while loses no event', async () => {
  const { subscriber, deliveries, ends } = subscriberOf({ answers: [200], failingReads: 2 })
  const done = subscriber.handle(1)
  await vi.advanceTimersByTimeAsync(10_000)
  await done
  expect([deliveries, ends]).toEqual([[10_000], ['removed']])
})
