import { components } from './components.ts'
import type { Transport } from './transport.ts'

/** A stored value with the etag that a later write must name. */
export interface Stored {
  value: unknown
  etag: string
}

export type StateOperation =
  | {
      operation: 'upsert'
      request: {
        key: string
        value: unknown
        /** Refused with a ConflictError when the stored value has another etag. */
        etag?: string
        /** `first-write` without an etag: refused when the key exists. */
        options?: { concurrency: 'first-write' }
        metadata?: { ttlInSeconds: string }
      }
    }
  | { operation: 'delete'; request: { key: string; etag?: string; options?: { concurrency: 'first-write' } } }

/** What an upsert may assume of the stored value: the etag it had when read, or that there was none. */
export type Expected = { etag: string } | 'absent' | 'any'

/** An upsert for {@link State.transaction}; `ttlSeconds` forgets the value after that time. */
export function upsert(key: string, value: unknown, expected: Expected, ttlSeconds?: number): StateOperation {
  return {
    operation: 'upsert',
    request: {
      key,
      value,
      ...(expected === 'absent' && { options: { concurrency: 'first-write' as const } }),
      ...(typeof expected === 'object' && { etag: expected.etag, options: { concurrency: 'first-write' as const } }),
      ...(ttlSeconds !== undefined && { metadata: { ttlInSeconds: String(ttlSeconds) } }),
    },
  }
}

export interface State {
  get(key: string): Promise<Stored | null>
  /** The values that exist, by key. */
  getMany(keys: readonly string[]): Promise<Map<string, Stored>>
  /** All or nothing; a ConflictError when one of the writes expected another value. */
  transaction(operations: readonly StateOperation[]): Promise<void>
  delete(key: string): Promise<void>
}

/**
 * Dapr's state API. `@dapr/dapr` has no part in it: over HTTP it gives no etag on a read and sends one on a write as an
 * object, which daprd refuses.
 */
export function stateStore(call: Transport): State {
  const base = `/v1.0/state/${components.state}`
  const get = async (key: string): Promise<Stored | null> => {
    const { status, headers, body } = await call(`${base}/${encodeURIComponent(key)}`)
    return status === 204 ? null : { value: JSON.parse(body), etag: String(headers.etag) }
  }
  return {
    get,
    async getMany(keys) {
      if (keys.length === 0) return new Map()
      const { body } = await call(`${base}/bulk`, { method: 'POST', body: { keys, parallelism: 10 } })
      const items: { key: string; data?: unknown; etag?: string; error?: string }[] = JSON.parse(body)
      const found = new Map<string, Stored>()
      for (const { key, data, etag, error } of items) {
        if (error) throw new Error(`reading ${key}: ${error}`)
        if (etag !== undefined) found.set(key, { value: data, etag })
      }
      // When the database fails in the middle of a bulk read, state.postgresql 1.18 takes the rows to be at their end, and
      // the rest of the keys for missing. A read of one key tells of the failure.
      for (const key of keys) {
        const stored = found.has(key) ? null : await get(key)
        if (stored) found.set(key, stored)
      }
      return found
    },
    async transaction(operations) {
      await call(`${base}/transaction`, { method: 'POST', body: { operations } })
    },
    async delete(key) {
      await call(`${base}/${encodeURIComponent(key)}`, { method: 'DELETE' })
    },
  }
}
