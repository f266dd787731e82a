import { expect, test } from 'vitest'
import { batched } from './batched.ts'

/** Work that ends when it is told to, and notes the batches it was given. */
function slow<Item>() {
  const batches: (readonly Item[])[] = []
  const ends: PromiseWithResolvers<void>[] = []
  const work = async (items: readonly Item[]) => {
    batches.push(items)
    const end = Promise.withResolvers<void>()
    ends.push(end)
    await end.promise
    return items.map((item) => `did ${item}`)
  }
  return { batches, ends, work }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a lone item is worked on at once; what comes meanwhile goes together', async () => {
  const { batches, ends, work } = slow<string>()
  const add = batched(work, { atOnce: 1 })
  const results = Promise.all(['a', 'b', 'c'].map(add))
  expect(batches).toEqual([['a']])
  ends[0]?.resolve()
  await settled()
  expect(batches).toEqual([['a'], ['b', 'c']])
  ends[1]?.resolve()
  expect(await results).toEqual(['did a', 'did b', 'did c'])
})

test('a batch holds one item of a key, and no more than its limit', async () => {
  const { batches, ends, work } = slow<string>()
  const add = batched(work, { atMost: 2, atOnce: 1, keyOf: (item) => item.slice(0, 1) })
  const results = Promise.all(['a1', 'a2', 'a3', 'b1', 'c1'].map(add))
  for (let index = 0; index < 4; index++) {
    ends[index]?.resolve()
    await settled()
  }
  expect(batches).toEqual([['a1'], ['a2', 'b1'], ['a3', 'c1']])
  expect(await results).toHaveLength(5)
})

test('a batch that fails is done again item by item, so that only what is to blame fails', async () => {
  const batches: (readonly number[])[] = []
  const work = async (items: readonly number[]) => {
    batches.push(items)
    if (items.includes(3)) throw new Error('three is bad')
    return items
  }
  const add = batched(work, { atOnce: 1 })
  const results = await Promise.allSettled([1, 2, 3, 4].map(add))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(batches).toEqual([[1], [2, 3, 4], [2], [3], [4]])
})

test('several batches go at once, but none with a key that is under way', async () => {
  const { batches, ends, work } = slow<string>()
  const add = batched(work, { atOnce: 2, keyOf: (item) => item.slice(0, 1) })
  const results = Promise.all(['a1', 'a2', 'b1', 'c1'].map(add))
  expect(batches).toEqual([['a1'], ['b1']])
  ends[1]?.resolve()
  await settled()
  expect(batches).toEqual([['a1'], ['b1'], ['c1']])
  ends[0]?.resolve()
  await settled()
  expect(batches.at(-1)).toEqual(['a2'])
  for (const end of ends) end.resolve()
  expect(await results).toEqual(['did a1', 'did a2', 'did b1', 'did c1'])
})
