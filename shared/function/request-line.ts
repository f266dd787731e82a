import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Log } from './log.ts'
import { reasonOf } from './reason.ts'
import { stopwatch } from './stopwatch.ts'

/**
 * Writes one line for each request: its route as it was defined, for an address may hold what a user wrote, and the
 * reason where the fault is ours.
 */
export function requestLine(log: Log): MiddlewareHandler {
  return async (context, next) => {
    const elapsed = stopwatch()
    await next()
    const { error, res } = context
    const { method } = context.req
    const line = { method, route: routePath(context, -1), status: res.status, milliseconds: elapsed() }
    if (res.status >= 500) log.error('request', { ...line, reason: error && reasonOf(error) })
    else log.info('request', line)
  }
}
