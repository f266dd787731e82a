import { expect, test } from 'vitest'
import { Foreground } from './foreground.ts'

test('work behind waits for the requests in front, and keeps its order', async () => {
  const foreground = new Foreground()
  const order: string[] = []
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  const requests = [first, second].map(({ promise }) =>
    foreground.during(() => promise.then(() => order.push('answered'))),
  )
  const behind = [1, 2].map((number) => foreground.quiet().then(() => order.push(`event ${number}`)))
  first.resolve()
  second.resolve()
  await Promise.all([...requests, ...behind])
  await foreground.quiet().then(() => order.push('at once'))
  expect(order).toEqual(['answered', 'answered', 'event 1', 'event 2', 'at once'])
})

test('but not for one that takes long, and also after one that failed', async () => {
  const foreground = new Foreground()
  void foreground.during(() => new Promise(() => {}))
  await foreground.quiet()
  const other = new Foreground()
  await expect(other.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await other.quiet()
})
