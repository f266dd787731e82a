import type { MiddlewareHandler } from 'hono'
import { Hono } from 'hono/tiny'
import { ConflictError, DaprError } from '../dapr/error.ts'
import { openJob } from '../dapr/job-envelope.ts'
import { DatabaseError } from '../database/database.ts'
import { EventError, identify } from '../events/envelope.ts'
import { RuleError } from '../tasks/rule-error.ts'
import type { Platform } from './capability.ts'
import type { EventMessage, FunctionDefinition, StartedFunction } from './definition.ts'
import type { LogFields } from './log.ts'
import { Problem, problems } from './problem.ts'
import { reasonOf } from './reason.ts'
import { requestLine } from './request-line.ts'
import { stopwatch } from './stopwatch.ts'
import { sameToken } from './token.ts'
import { withTrace } from './trace.ts'

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
 * which would end an event or a job for good. Each is handled within its trace and written as one line of the log.
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
    const { traceparent, data } = openJob(await context.req.text())
    const ok = await withTrace(traceparent, () => handleJob(started, platform, context.req.param('name'), data))
    return context.body(null, ok ? 200 : 500)
  })
  // What daprd asks every app for at its start: ours is all in YAML.
  app.get('/dapr/config', (context) => context.json({}))
  app.get('/dapr/subscribe', (context) => context.json([]))
  app.use(requestLine(platform.log))
  started.routes(app)

  app.notFound(() => problems.notFound('such address here').toResponse())
  app.onError((error) => toProblem(error).toResponse())
  return { fetch: (request) => app.fetch(request), attach: started.attach }
}

async function handleEvent(started: StartedFunction, { log }: Platform, message: EventMessage): Promise<Outcome> {
  const elapsed = stopwatch()
  const fields: LogFields = {}
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
  const line = { ...fields, outcome, milliseconds: elapsed() }
  if (outcome === 'SUCCESS') log.info('event', line)
  else log.error('event', line)
  return outcome
}

async function handleJob(started: StartedFunction, { log }: Platform, name: string, data: unknown): Promise<boolean> {
  const elapsed = stopwatch()
  try {
    const prefix = Object.keys(started.jobs).find((candidate) => name.startsWith(`${candidate}-`))
    const job = prefix === undefined ? undefined : started.jobs[prefix]
    if (!job) throw new Error(`no job here is named like "${name}"`)
    await job(data)
    log.info('job', { job: name, outcome: 'SUCCESS', milliseconds: elapsed() })
    return true
  } catch (error) {
    log.error('job', { job: name, outcome: 'RETRY', reason: reasonOf(error), milliseconds: elapsed() })
    return false
  }
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof RuleError) return problems.badRequest(error.violations)
  if (error instanceof ConflictError) return problems.busy()
  const mayPass = error instanceof DaprError || (error instanceof DatabaseError && error.isPassing)
  return mayPass ? problems.unavailable() : problems.internal()
}
