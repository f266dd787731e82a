import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Lanes, Slots } from './lanes.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('lanes', () => {
  test('keep the order within a lane and never run two of one lane at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ lane: fc.constantFrom('a', 'b', 'c'), turns: fc.nat(3) }), { maxLength: 30 }),
        async (works) => {
          const done: number[] = []
          const busy = new Set<string>()
          let left = works.length
          const finished = Promise.withResolvers<void>()
          const lanes = new Lanes(async (id) => {
            const { lane = '', turns = 0 } = works[id] ?? {}
            expect(busy.has(lane)).toBe(false)
            busy.add(lane)
            for (let index = 0; index < turns; index++) await turn()
            busy.delete(lane)
            done.push(id)
            if (--left === 0) finished.resolve()
          })
          for (const [id, { lane }] of works.entries()) lanes.push(lane, id)
          if (works.length > 0) await finished.promise
          for (const lane of ['a', 'b', 'c']) {
            const own = done.filter((id) => works[id]?.lane === lane)
            expect(own).toEqual([...own].sort((a, b) => a - b))
          }
          expect(done).toHaveLength(works.length)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('slots', () => {
  test('let no more than their number run, and the others in order', async () => {
    const slots = new Slots(2)
    const order: number[] = []
    const works = [1, 2, 3, 4].map(async (number) => {
      await slots.take()
      order.push(number)
    })
    await turn()
    expect(order).toEqual([1, 2])
    slots.give()
    await turn()
    expect(order).toEqual([1, 2, 3])
    slots.give()
    await Promise.all(works)
    expect(order).toEqual([1, 2, 3, 4])
  })
})
