import { expect } from 'vitest'
import { subscription } from '../resources.ts'
import type { Part } from '../world.ts'
import { about, docs, eventOf, made, pause, publish, unique } from './tools.ts'

export const order: Part = {
  name: 'order',
  resources: subscription('beta', 'in-order', 'routes: { default: /in-order }, deadLetterTopic: in-order-dead'),
  cases: [
    {
      name: 'events of one partition key arrive in the order they were published, one at a time, others beside them',
      source: `${docs('reference/components-reference/supported-pubsub/setup-apache-kafka/')}#message-headers; components-contrib consumer.go (one goroutine a partition)`,
      async run({ dapr, recorder }) {
        const mark = unique('order')
        const busy = new Set<string>()
        const together: string[] = []
        recorder.answer(about({ id: mark }), async (received) => {
          const { key } = eventOf(received).data
          if (busy.has(key)) together.push(key)
          busy.add(key)
          await pause(5)
          busy.delete(key)
          return {}
        })
        const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => `${mark}-${key}`)
        await Promise.all(
          keys.map(async (key) => {
            for (let n = 0; n < 10; n++)
              await publish(dapr('alpha'), 'events/in-order', made('n', { mark, key, n }), key)
          }),
        )
        const received = (await recorder.until(about({ id: mark }), 60)).map((one) => eventOf(one).data)
        for (const key of keys) {
          expect(received.filter((one) => one.key === key).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        }
        expect([together, received.length]).toEqual([[], 60])
      },
    },
    {
      name: 'through failures: the next event of a key waits until the one before it is done',
      source:
        'dapr pkg/runtime/subscription/subscription.go: the policy runs within the delivery, which holds the partition',
      async run({ dapr, recorder }) {
        const mark = unique('order')
        recorder.answer(
          (received) => about({ id: mark })(received) && eventOf(received).data.n === 1,
          (_, nth) => (nth <= 2 ? { status: 500 } : {}),
        )
        for (const n of [0, 1, 2, 3]) await publish(dapr('alpha'), 'events/in-order', made('n', { mark, n }), mark)
        const received = await recorder.until(about({ id: mark }), 6)
        expect(received.map((one) => eventOf(one).data.n)).toEqual([0, 1, 1, 1, 2, 3])
      },
    },
  ],
}
