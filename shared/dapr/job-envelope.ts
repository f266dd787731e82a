import * as v from 'valibot'
import { currentTraceparent } from '../function/trace.ts'

/** What a job carries: its own data, and the trace of the change that set it, which no callback of daprd's tells. */
const JobEnvelope = v.object({ traceparent: v.optional(v.string()), data: v.unknown() })
export type JobEnvelope = v.InferOutput<typeof JobEnvelope>

/** Puts a job's data beside the current trace, so that what the job does is part of it, however much later it fires. */
export function encloseJob(data: unknown): JobEnvelope {
  return { traceparent: currentTraceparent(), data }
}

/** Takes apart what daprd gave back; of what is no envelope there are no data, which no job's schema takes. */
export function openJob(body: string): JobEnvelope {
  try {
    return v.parse(JobEnvelope, JSON.parse(body))
  } catch {
    return { data: undefined }
  }
}
