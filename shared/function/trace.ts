import { AsyncLocalStorage } from 'node:async_hooks'
import { crypto } from '../builtin/crypto.ts'

const storage = new AsyncLocalStorage<string>()

/** The W3C `traceparent` of the event or request being handled; sent along with every call to Dapr. */
export function currentTraceparent(): string | undefined {
  return storage.getStore()
}

/** Runs `work` as part of the trace that `traceparent` names, or of a new one when it names none (W3C Trace Context §3.2). */
export function withTrace<T>(traceparent: string | undefined, work: () => T): T {
  const known =
    traceparent !== undefined && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
  return storage.run(known ? traceparent : newTraceparent(), work)
}

/** The trace id by which log lines of one trace are joined; empty outside of a trace. */
export function currentTraceId(): string {
  return storage.getStore()?.split('-')[1] ?? ''
}

function newTraceparent(): string {
  const random = (bytes: number) => crypto().randomBytes(bytes).toString('hex')
  return `00-${random(16)}-${random(8)}-01`
}
