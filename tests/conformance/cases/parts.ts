import type { Part } from '../world.ts'
import { bindings } from './bindings.ts'
import { bulkPublish } from './bulk-publish.ts'
import { bulkSubscribe } from './bulk-subscribe.ts'
import { errors } from './errors.ts'
import { health } from './health.ts'
import { invocation } from './invocation.ts'
import { jobs } from './jobs.ts'
import { metadata } from './metadata.ts'
import { order } from './order.ts'
import { publish } from './publish.ts'
import { restarts } from './restarts.ts'
import { retry } from './retry.ts'
import { routing } from './routing.ts'
import { scopes } from './scopes.ts'
import { secrets } from './secrets.ts'
import { state } from './state.ts'
import { tokens } from './tokens.ts'
import { tracing } from './tracing.ts'

/** Every part of Dapr's API that functions use. */
export const parts: Part[] = [
  state,
  publish,
  bulkPublish,
  routing,
  order,
  retry,
  bulkSubscribe,
  scopes,
  jobs,
  secrets,
  bindings,
  invocation,
  tokens,
  metadata,
  health,
  errors,
  tracing,
  restarts,
]
