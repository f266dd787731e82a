import { expect, test } from 'vitest'
import { currentTraceId, currentTraceparent, withTrace } from './trace.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'

test('a trace goes on as it came, through all that follows from it', async () => {
  const seen = await withTrace(traceparent, async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return [currentTraceparent(), currentTraceId()]
  })
  expect(seen).toEqual([traceparent, '4bf92f3577b34da6a3ce929d0e0e4736'])
})

test.each([
  ['nothing', undefined],
  ['zeros', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`],
  ['something else', 'x'],
  ['capitals', traceparent.toUpperCase()],
])('%s starts a new trace, which stays the same', (_, given) => {
  const [first, again] = withTrace(given, () => [currentTraceparent(), currentTraceparent()])
  expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
  expect(again).toBe(first)
  expect(withTrace(given, currentTraceId)).not.toBe(first?.split('-')[1])
})

test('a trace within another takes its place until it ends', () => {
  const [inner, outer] = withTrace(traceparent, () => [
    withTrace(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, currentTraceId),
    currentTraceparent(),
  ])
  expect([inner, outer]).toEqual(['a'.repeat(32), traceparent])
})

test('outside of a trace there is none', () => {
  expect([currentTraceparent(), currentTraceId()]).toEqual([undefined, undefined])
})

test('one new trace in ten or so is sampled', () => {
  const flags = Array.from({ length: 2_000 }, () => withTrace(undefined, currentTraceparent)?.slice(-2))
  const sampled = flags.filter((flag) => flag === '01').length
  expect(sampled).toBeGreaterThan(100)
  expect(sampled).toBeLessThan(400)
})
