import { randomBytes } from 'node:crypto'

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/

/** A `traceparent` for the next step of the caller's trace, or of a new trace when the caller names none. */
export function nextTraceparent(given: string | string[] | undefined): string {
  const [, trace = randomBytes(16).toString('hex'), flags = '01'] = TRACEPARENT.exec(String(given ?? '')) ?? []
  return `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`
}
