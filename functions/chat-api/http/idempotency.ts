import type { Context } from 'hono'
import * as v from 'valibot'
import { crypto } from '../../../shared/builtin/crypto.ts'
import { type State, type StateOperation, upsert } from '../../../shared/dapr/state.ts'
import { Problem, problems } from '../../../shared/function/problem.ts'
import { TaskId } from '../../../shared/tasks/task.ts'

const Remembered = v.object({ fingerprint: v.string(), taskId: TaskId })

const rememberedSeconds = 24 * 60 * 60

/** A request that carries an `Idempotency-Key`: sent again within a day, it makes nothing new. */
export interface IdempotentRequest {
  /** The task that the first request with this key made, or null; a problem (422) if that request asked for another. */
  earlier(): Promise<string | null>
  /** Remembers the key, in the transaction that makes the task; refused if another request has been quicker. */
  remember(taskId: string): StateOperation[]
}

/** Reads `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header); without one every request is new. */
export function idempotency(context: Context, state: State, user: string, body: unknown): IdempotentRequest {
  const header = context.req.header('idempotency-key')
  if (header === undefined) return { earlier: () => Promise.resolve(null), remember: () => [] }
  if (!/^[\x21-\x7e]{1,128}$/.test(header)) {
    throw problems.badRequest([{ field: 'Idempotency-Key', rule: 'must be 1–128 visible characters' }])
  }
  const hash = (text: string) => crypto().createHash('sha256').update(text).digest('hex')
  const key = `idempotency:${user}:${hash(header)}`
  const fingerprint = hash(JSON.stringify(body))
  return {
    async earlier() {
      const stored = await state.get(key)
      if (!stored) return null
      const remembered = v.parse(Remembered, stored.value)
      if (remembered.fingerprint === fingerprint) return remembered.taskId
      throw new Problem(
        422,
        'The key was used before',
        'This Idempotency-Key came with another request; use a new one.',
      )
    },
    remember: (taskId) => [upsert(key, { fingerprint, taskId }, 'absent', rememberedSeconds)],
  }
}
