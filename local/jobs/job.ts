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
  const { schedule, dueTime, repeats, ttl, data = null, overwrite } = body
  if (body.name !== undefined && body.name !== '') throw faults.jobNamed(app)
  if (!schedule && !dueTime) throw faults.jobEmpty(app)
  const definition: JobDefinition = { data, failurePolicy: failurePolicyOf(body.failurePolicy) }
  let firstAt: number | null = null
  if (dueTime) {
    firstAt = moment(String(dueTime), now)
    if (firstAt === null) throw faults.jobInvalid('due time format not recognized', app)
    definition.dueTime = String(dueTime)
  }
  if (schedule) {
    definition.schedule = String(schedule)
    try {
      const next = parseSchedule(definition.schedule)
      firstAt ??= next(now)
    } catch (error) {
      throw faults.jobInvalid(error instanceof Error ? error.message : String(error), app)
    }
  }
  if (firstAt === null) throw faults.jobInvalid('schedule never occurs', app)
  if (ttl) {
    const expiresAt = moment(String(ttl), firstAt)
    if (expiresAt === null) throw faults.jobInvalid('ttl format not recognized', app)
    Object.assign(definition, { ttl: String(ttl), expiresAt })
  }
  if (repeats !== undefined && repeats !== null) {
    if (!Number.isInteger(repeats) || Number(repeats) < 0)
      throw faults.malformed(`json: cannot unmarshal repeats into uint32`)
    if (Number(repeats) > 0) definition.repeats = Number(repeats)
  }
  return { definition, firstAt, overwrite: overwrite === true }
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
  const { interval = '0s', maxRetries } = constant
  const milliseconds = goDuration(String(interval))
  if (milliseconds === null) throw faults.malformed(`proto: invalid google.protobuf.Duration value "${interval}"`)
  if (maxRetries !== undefined && maxRetries !== null && (!Number.isInteger(maxRetries) || maxRetries < 0)) {
    throw faults.malformed(`proto: invalid value for uint32 field maxRetries: ${maxRetries}`)
  }
  return {
    constant: {
      interval: protobufDuration(milliseconds),
      ...(maxRetries !== undefined && maxRetries !== null && { maxRetries }),
    },
  }
}
