import { faults } from '../dapr/errors.ts'
import { goDuration, moment, protobufDuration } from '../resources/duration.ts'
import { parseSchedule } from './cron.ts'

/** What happens when the app fails at a tick. */
export type FailurePolicy = { drop: Record<string, never> } | { constant: { interval: string; maxRetries?: number } }

/** A job as it was asked for, checked. */
export interface JobDefinition {
  schedule?: string
  dueTime?: string
  repeats?: number
  ttl?: string
  data: unknown
  failurePolicy: FailurePolicy
  /** The last moment (epoch milliseconds) at which it may still tick. */
  expiresAt?: number
}

/** A job's definition and its first tick, from the body of a POST; throws the fault that daprd would answer. */
export function parseJob(
  body: Record<string, unknown>,
  app: string,
  now: number,
): { definition: JobDefinition; firstAt: number; overwrite: boolean } {
  const [schedule, dueTime, ttl, name] = ['schedule', 'dueTime', 'ttl', 'name'].map((field) => textOf(body, field))
  const repeats = countOf(body, 'repeats')
  const { data = null, overwrite = false } = body
  if (overwrite !== null && typeof overwrite !== 'boolean') throw wrongField('bool', 'overwrite', overwrite)
  const failurePolicy = failurePolicyOf(body.failurePolicy)
  if (name) throw faults.jobNamed(app)
  if (!schedule && !dueTime) throw faults.jobEmpty(app)

  const invalid = (why: string) => faults.jobInvalid(why, app)
  if (!schedule && repeats !== undefined && repeats > 1) throw invalid('job must have a schedule to repeat')
  if (repeats === 0) throw invalid('defined repeats must be greater than 0')
  if (!schedule && ttl) throw invalid('job must have a schedule to have a ttl')
  const next = schedule ? scheduleOf(schedule, invalid) : undefined
  const dueAt = dueTime ? moment(dueTime, now) : undefined
  if (dueAt === null) throw invalid('due time format not recognized')
  const expiresAt = ttl ? moment(ttl, dueAt ?? now) : undefined
  if (expiresAt === null) throw invalid('ttl format not recognized')
  if (dueAt !== undefined && expiresAt !== undefined && dueAt > expiresAt)
    throw invalid('ttl must be greater than due time')
  const firstAt = dueAt ?? next?.(now) ?? null
  if (firstAt === null) throw invalid('schedule never occurs')

  const definition: JobDefinition = {
    ...(schedule && { schedule }),
    ...(dueTime && { dueTime }),
    ...(repeats !== undefined && { repeats }),
    ...(ttl && expiresAt !== undefined && { ttl, expiresAt }),
    data,
    failurePolicy,
  }
  return { definition, firstAt, overwrite: overwrite === true }
}

/** Refuses a name that the scheduler has no place for; throws the fault that daprd would answer. */
export function checkJobName(name: string, app: string): void {
  const fail = (why: string) => faults.jobName(`app||default||${app}||${name}`, why, app)
  if (/[#?/\\]/.test(name)) throw fail("must not contain '/', '\\', '#' or '?'")
  if (/\p{Cc}/u.test(name)) throw fail('must not contain control characters')
}

/** The tick after the one at `at`; null when that was the last. `ticks` counts those that have been. */
export function nextTick({ schedule, repeats, expiresAt }: JobDefinition, at: number, ticks: number): number | null {
  if (schedule === undefined || (repeats !== undefined && ticks >= repeats)) return null
  const next = parseSchedule(schedule)(at)
  return next === null || (expiresAt !== undefined && next > expiresAt) ? null : next
}

/** Milliseconds until try number `retry` (1 is the first repetition) of a tick; null: it is given up. */
export function retryDelay(policy: FailurePolicy, retry: number): number | null {
  if ('drop' in policy) return null
  const { interval, maxRetries = Number.POSITIVE_INFINITY } = policy.constant
  return retry > maxRetries ? null : (goDuration(interval) ?? 0)
}

/** What GET answers, in the shape of protobuf's JSON mapping. */
export function describeJob(
  name: string,
  { schedule, dueTime, repeats, ttl, data, failurePolicy }: JobDefinition,
): object {
  return {
    name,
    schedule,
    repeats,
    dueTime,
    ttl,
    data: { '@type': 'type.googleapis.com/google.protobuf.Value', value: data },
    failurePolicy,
  }
}

function failurePolicyOf(given: unknown): FailurePolicy {
  const { drop, constant } = Object(given)
  if (drop) return { drop: {} }
  if (!constant) return { constant: { interval: '1s', maxRetries: 3 } }
  const { interval = '0s' } = constant
  // Protobuf's own way to write a duration, which is in seconds and nothing else.
  if (!/^-?\d+(\.\d{1,9})?s$/.test(String(interval)))
    throw faults.deserializing(`proto: invalid google.protobuf.Duration value ${JSON.stringify(interval)}`)
  const maxRetries = countOf(constant, 'maxRetries')
  return {
    constant: {
      interval: protobufDuration(goDuration(String(interval)) ?? 0),
      ...(maxRetries !== undefined && { maxRetries }),
    },
  }
}

function scheduleOf(schedule: string, invalid: (why: string) => Error) {
  try {
    return parseSchedule(schedule)
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error))
  }
}

function textOf(body: Record<string, unknown>, field: string): string | undefined {
  const value = body[field] ?? undefined
  if (value !== undefined && typeof value !== 'string') throw wrongField('string', field, value)
  return value
}

function countOf(body: Record<string, unknown>, field: string): number | undefined {
  const value = body[field] ?? undefined
  if (value === undefined) return undefined
  const count = Number(value)
  if (!Number.isInteger(count) || count < 0 || typeof value === 'boolean' || value === '')
    throw wrongField('uint32', field, value)
  return count
}

/** What protobuf's JSON mapping says of a value that does not fit its field. */
function wrongField(type: string, field: string, value: unknown): Error {
  return faults.deserializing(`proto: invalid value for ${type} field ${field}: ${JSON.stringify(value)}`)
}
