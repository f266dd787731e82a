import { AsyncLocalStorage } from 'node:async_hooks'

const storage = new AsyncLocalStorage<string>()

/**
 * The W3C `traceparent` of the event, job or request being handled; sent along with every call to Dapr. It goes on as it
 * came: functions write no spans of their own, and a span id that nobody writes would tear the spans of daprd apart
 * (W3C Trace Context §3.4 lets a step that takes no part in tracing do so).
 */
export function currentTraceparent(): string | undefined {
  return storage.getStore()
}

/** Runs `work` as part of the trace that `traceparent` names, or of a new one when it names none (W3C Trace Context §3.2). */
export function withTrace<T>(traceparent: string | undefined, work: () => T): T {
  const known =
    traceparent !== undefined && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
  return storage.run(known ? traceparent : newTraceparent(), work)
}

/** The trace id by which log lines and spans of one trace are joined; undefined outside of a trace. */
export function currentTraceId(): string | undefined {
  return storage.getStore()?.split('-')[1]
}

/**
 * The share of new traces whose spans are exported; writing spans for all costs daprd a tenth of its throughput. Log lines
 * have their trace id all the same, and a caller who wants to see a trace sends one that is sampled.
 */
const sampledShare = 0.1

function newTraceparent(): string {
  return `00-${hex(32)}-${hex(16)}-${Math.random() < sampledShare ? '01' : '00'}`
}

/** Unlike any other, but no secret: it need not load crypto, which would be paid for at a waking. */
function hex(digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(Math.random() * 16).toString(16)).join('')
}
