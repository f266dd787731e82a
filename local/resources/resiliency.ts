import { goDuration } from './duration.ts'
import type { ResiliencyDocument, RetryPolicy } from './schemas.ts'

/** How a failed delivery is tried again. */
export interface Retry {
  /** Tries after the first; Infinity: for ever. */
  maxRetries: number
  /** Milliseconds after which it is given up, however few the tries. */
  longestMs: number
  /** Milliseconds to wait before try number `retry` (1 is the first repetition). */
  delayMs(retry: number, random?: () => number): number
}

/** Milliseconds until try number `count` (1 is the first repetition), `elapsedMs` after the first; null: it is given up. */
export function nextTry({ maxRetries, longestMs, delayMs }: Retry, count: number, elapsedMs: number): number | null {
  if (count > maxRetries) return null
  const delay = delayMs(count)
  return elapsedMs + delay > longestMs ? null : delay
}

export interface InboundPolicy {
  retry: Retry | null
  /** The longest that one delivery may take; null: no limit. */
  timeoutMs: number | null
}

// Names that Dapr looks for when a target names no policy, most special first:
// https://docs.dapr.io/operations/resiliency/policies/default-policies/
const DEFAULTS = ['DefaultComponentInbound', 'DefaultComponent', 'Default']

/** The policy for events that come in through `component`; throws an Error naming the field that is wrong. */
export function inboundPolicy(documents: ResiliencyDocument[], component: string): InboundPolicy {
  const policy: InboundPolicy = { retry: null, timeoutMs: null }
  for (const { spec } of documents) {
    const target = spec.targets.components?.[component]?.inbound
    const { retries = {}, timeouts = {} } = spec.policies
    const retryName = target?.retry ?? DEFAULTS.map((name) => `${name}RetryPolicy`).find((name) => retries[name])
    const timeoutName = target?.timeout ?? DEFAULTS.map((name) => `${name}TimeoutPolicy`).find((name) => timeouts[name])
    if (retryName) {
      const found = retries[retryName]
      if (!found)
        throw new Error(`spec.targets.components.${component}.inbound.retry: there is no retry policy ${retryName}`)
      policy.retry ??= retryOf(found, `spec.policies.retries.${retryName}`)
    }
    if (timeoutName) {
      const found = timeouts[timeoutName] ?? timeoutName
      policy.timeoutMs ??= duration(found, `spec.policies.timeouts.${timeoutName}`)
    }
  }
  return policy
}

/**
 * Defaults and growth are those of Dapr's kit (retry.DefaultConfig over cenkalti/backoff): 5 s, or 500 ms × 1.5 ± 50 %
 * for no more than 15 minutes.
 */
function retryOf(
  { policy, duration: each = '5s', maxInterval = '60s', maxRetries = -1 }: RetryPolicy,
  field: string,
): Retry {
  const eachMs = duration(each, `${field}.duration`)
  const mostMs = duration(maxInterval, `${field}.maxInterval`)
  return {
    maxRetries: maxRetries < 0 ? Number.POSITIVE_INFINITY : maxRetries,
    longestMs: policy === 'constant' ? Number.POSITIVE_INFINITY : 15 * 60_000,
    delayMs: (retry, random = Math.random) =>
      policy === 'constant' ? eachMs : Math.min(500 * 1.5 ** (retry - 1), mostMs) * (0.5 + random()),
  }
}

function duration(text: string, field: string): number {
  const milliseconds = goDuration(text)
  if (milliseconds === null || milliseconds < 0) throw new Error(`${field}: "${text}" is not a duration such as 5s`)
  return milliseconds
}
