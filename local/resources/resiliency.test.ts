import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { inboundPolicy, nextTry } from './resiliency.ts'
import { ResiliencyDocument } from './schemas.ts'

function policy(spec: object, component = 'events') {
  const document = { apiVersion: 'dapr.io/v1alpha1', metadata: { name: 'x' }, spec }
  return inboundPolicy([v.parse(ResiliencyDocument, document)], component)
}
const target = (retry: string) => ({ components: { events: { inbound: { retry } } } })

describe('the retries of a component', () => {
  test('constant: the same wait each time', () => {
    const { retry } = policy({ policies: { retries: { a: { duration: '2s', maxRetries: 3 } } }, targets: target('a') })
    expect([retry?.maxRetries, retry?.delayMs(1), retry?.delayMs(3)]).toEqual([3, 2_000, 2_000])
  })

  test('exponential: growing by half, spread by half, up to a limit', () => {
    const { retry } = policy({
      policies: { retries: { a: { policy: 'exponential', maxInterval: '2s' } } },
      targets: target('a'),
    })
    expect([1, 2, 3, 9].map((count) => retry?.delayMs(count, () => 0.5))).toEqual([500, 750, 1125, 2_000])
    expect(retry?.delayMs(1, () => 0)).toBe(250)
    expect(retry?.maxRetries).toBe(Number.POSITIVE_INFINITY)
  })

  test('exponential: for no longer than 15 minutes', () => {
    const { retry } = policy({ policies: { retries: { a: { policy: 'exponential' } } }, targets: target('a') })
    if (!retry) throw new Error('there is no policy')
    expect(nextTry(retry, 30, 800_000)).toBeGreaterThan(0)
    expect(nextTry(retry, 30, 899_000)).toBeNull()
    expect(nextTry({ ...retry, longestMs: Number.POSITIVE_INFINITY, maxRetries: 3 }, 4, 0)).toBeNull()
  })

  test('without a policy there is none, but one by default name counts', () => {
    expect(policy({})).toEqual({ retry: null, timeoutMs: null })
    const retries = { DefaultRetryPolicy: { maxRetries: 1 }, DefaultComponentInboundRetryPolicy: { maxRetries: 7 } }
    expect(policy({ policies: { retries } }).retry?.maxRetries).toBe(7)
  })

  test('a time limit may be named or given', () => {
    const inbound = (timeout: string) => ({ components: { events: { inbound: { timeout } } } })
    expect(policy({ policies: { timeouts: { short: '3s' } }, targets: inbound('short') }).timeoutMs).toBe(3_000)
    expect(policy({ targets: inbound('4s') }).timeoutMs).toBe(4_000)
  })

  test.each(['soon', '-1s'])('a duration of %j is refused', (duration) => {
    expect(() => policy({ policies: { retries: { a: { duration } } }, targets: target('a') })).toThrow(
      'spec.policies.retries.a.duration',
    )
  })
})
