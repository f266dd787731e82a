import type { MiddlewareHandler } from 'hono'
import { Hono } from 'hono/tiny'
import { ValiError } from 'valibot'
import { ConflictError, DaprError } from '../dapr/error.ts'
import { EventError, identify } from '../events/envelope.ts'
import { RuleError } from '../tasks/rule-error.ts'
import type { Platform } from './capability.ts'
import type { EventMessage, FunctionDefinition, StartedFunction } from './definition.ts'
import type { LogFields } from './log.ts'
import { Problem, problems } from './problem.ts'
import { sameToken } from './token.ts'
import { currentTraceId, withTrace } from './trace.ts'

/** Dapr's answers to an event: done, deliver again later, or give up (to the dead-letter topic). */
export type Outcome = 'SUCCESS' | 'RETRY' | 'DROP'

/** A function that is ready to answer requests. */
export interface FunctionApp {
  fetch(request: Request): Response | Promise<Response>
  attach: StartedFunction['attach']
}

/**
 * The HTTP face of a function: `POST /events` and `POST /job/<name>` for Dapr, `/healthz`, and the function's own routes.
 * With `appToken` given, what only Dapr may call must carry it as `dapr-api-token`. Nothing here answers 404 to Dapr,
 * which would end an event or a job for good.
 */
export function createApp(definition: FunctionDefinition, platform: Platform, appToken?: string): FunctionApp {
  const started = definition.start(platform)
  const app = new Hono()

  app.use(async (context, next) => {
    await withTrace(context.req.header('traceparent'), next)
  })
  app.get('/healthz', (context) => context.body(null, 204))

  const onlyDapr: MiddlewareHandler = async (context, next) => {
    if (appToken !== undefined && !sameToken(context.req.header('dapr-api-token'), appToken)) {
      return context.text('invalid app token', 401)
    }
    return next()
  }
  app.post('/events', onlyDapr, async (context) => {
    const message = { headers: context.req.header(), body: await context.req.text() }
    return context.json({ status: await handleEvent(started, platform, message) })
  })
  app.post('/job/:name', onlyDapr, async (context) => {
    const ok = await handleJob(started, platform, context.req.param('name'), await context.req.text())
    return context.body(null, ok ? 200 : 500)
  })
  started.routes(app)

  app.notFound(() => problems.notFound('such address here').toResponse())
  app.onError((error) => toProblem(error, platform).toResponse())
  return { fetch: (request) => app.fetch(request), attach: started.attach }
}

async function handleEvent(started: StartedFunction, { log }: Platform, message: EventMessage): Promise<Outcome> {
  const startedMs = monotonicMs()
  const fields: LogFields = { traceId: currentTraceId() }
  let outcome: Outcome = 'SUCCESS'
  try {
    const event = started.read(message)
    Object.assign(fields, { eventId: event.id, type: event.type })
    await started.handle(event)
  } catch (error) {
    outcome = error instanceof EventError ? 'DROP' : 'RETRY'
    if (outcome === 'DROP') {
      const { id, type } = identify(message.body)
      Object.assign(fields, { eventId: id, type })
    }
    fields.reason = reasonOf(error)
  }
  const line = { ...fields, outcome, milliseconds: elapsed(startedMs) }
  if (outcome === 'SUCCESS') log.info('event', line)
  else log.error('event', line)
  return outcome
}

async function handleJob(started: StartedFunction, { log }: Platform, name: string, body: string): Promise<boolean> {
  const startedMs = monotonicMs()
  const fields: LogFields = { job: name, traceId: currentTraceId() }
  try {
    const prefix = Object.keys(started.jobs).find((candidate) => name.startsWith(`${candidate}-`))
    const job = prefix === undefined ? undefined : started.jobs[prefix]
    if (!job) throw new Error(`no job here is named like "${name}"`)
    await job(JSON.parse(body))
    log.info('job', { ...fields, outcome: 'SUCCESS', milliseconds: elapsed(startedMs) })
    return true
  } catch (error) {
    log.error('job', { ...fields, outcome: 'RETRY', reason: reasonOf(error), milliseconds: elapsed(startedMs) })
    return false
  }
}

function toProblem(error: unknown, { log }: Platform): Problem {
  if (error instanceof Problem) return error
  if (error instanceof RuleError) return problems.badRequest(error.violations)
  if (error instanceof ConflictError) return problems.busy()
  log.error('request', { traceId: currentTraceId(), reason: reasonOf(error) })
  return error instanceof DaprError ? problems.unavailable() : problems.internal()
}

function reasonOf(error: unknown): string {
  if (error instanceof ValiError) return error.message
  return error instanceof Error ? error.message : String(error)
}

/** By the process's own clock: the global `performance` loads a module of its own at its first use. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1_000_000
}

function elapsed(sinceMs: number): number {
  return Math.round((monotonicMs() - sinceMs) * 10) / 10
}
