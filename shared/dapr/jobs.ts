import { encloseJob } from './job-envelope.ts'
import type { Transport } from './transport.ts'

export interface Job {
  /** An instant (RFC 3339) or a delay such as `10s`; a moment in the past means at once. */
  dueTime: string
  /** Given back to the job's handler; a job without data would never reach it. */
  data: unknown
}

export interface Jobs {
  /** Makes the job or, if one of that name exists, moves it. */
  schedule(name: string, job: Job): Promise<void>
  /** Also succeeds when there is no such job. */
  delete(name: string): Promise<void>
}

/** With the scheduler down daprd holds a call for 30 s; ours gives up earlier, and the event is retried. */
const timeoutMs = 8_000

/**
 * Dapr's Jobs API, which `@dapr/dapr` has only over gRPC. Each job states its own failure policy: Dapr's default gives up
 * after three tries a second apart, ours goes on until the function answers. Its data travel in an envelope that `openJob`
 * opens.
 */
export function jobScheduler(call: Transport): Jobs {
  const path = (name: string) => `/v1.0/jobs/${encodeURIComponent(name)}`
  return {
    async schedule(name, { dueTime, data }) {
      const failurePolicy = { constant: { interval: '5s' } }
      const body = { dueTime, data: encloseJob(data), overwrite: true, failurePolicy }
      await call(path(name), { method: 'POST', body, timeoutMs })
    },
    async delete(name) {
      await call(path(name), { method: 'DELETE', timeoutMs })
    },
  }
}
