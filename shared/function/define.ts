import * as v from 'valibot'
import type { EventDefinition, EventOf } from '../events/define.ts'
import { EventError, identify, parseEvent } from '../events/envelope.ts'
import { type Capabilities, type JobDefinition, type Opened, openAll, type Platform } from './capability.ts'
import type {
  EventFunctionOptions,
  EventMessage,
  FunctionDefinition,
  HttpFunctionOptions,
  RawEventFunctionOptions,
  ReadEvent,
  StartedFunction,
} from './definition.ts'

/**
 * A function that events wake: a literal that says what it listens to, what it may touch and what it does. Everything
 * else – routes, tokens, schema checks, Dapr's answers, logs – follows from it.
 *
 * @example
 * export default eventFunction({
 *   name: 'task-event-to-audit',
 *   on: taskEvents,
 *   uses: { audit: auditLog() },
 *   handle: (event, { audit }) => audit.record(event),
 * })
 */
export function eventFunction<
  const On extends readonly EventDefinition[],
  Uses extends Capabilities,
  Jobs extends Record<string, v.GenericSchema> = Record<never, v.GenericSchema>,
>(options: EventFunctionOptions<On, Uses, Jobs>): FunctionDefinition {
  const { name, on, uses, jobs, scale = {}, attach } = options
  return {
    kind: attach ? 'websocket' : 'event',
    name,
    subscriptions: subscriptionsOf(on),
    uses,
    scale,
    jobPrefixes: Object.keys(jobs ?? {}),
    start(platform) {
      const opened = openAll(uses, platform)
      return {
        read: (message) => parseEvent(on, message),
        // What `read` gave was parsed by the schemas in `on`, so it is of one of their types.
        handle: (event) => options.handle(event as EventOf<On[number]>, opened),
        jobs: bindJobs<Uses, Jobs>(uses, opened, jobs),
        routes: () => undefined,
        attach: (server) => attach?.(server, opened, platform) ?? nothing,
      }
    },
  }
}

/** A function that takes every event of a topic as it came, unread: for what must not fail on a malformed one. */
export function rawEventFunction<Uses extends Capabilities>(
  options: RawEventFunctionOptions<Uses>,
): FunctionDefinition {
  const { name, topic, uses, scale = {} } = options
  return {
    kind: 'event',
    name,
    subscriptions: [{ topic, types: [] }],
    uses,
    scale,
    jobPrefixes: [],
    start(platform) {
      const opened = openAll(uses, platform)
      return {
        read: (message) => ({ ...identify(message.body), message }),
        handle: (event) => options.handle((event as RawEvent).message, opened),
        jobs: bindJobs(uses, opened, undefined),
        routes: () => undefined,
        attach: () => nothing,
      }
    },
  }
}

type RawEvent = ReadEvent & { message: EventMessage }

/** A function that HTTP requests wake; the same literal, with routes in place of events. */
export function httpFunction<
  Uses extends Capabilities,
  Jobs extends Record<string, v.GenericSchema> = Record<never, v.GenericSchema>,
>(options: HttpFunctionOptions<Uses, Jobs>): FunctionDefinition {
  const { name, uses, jobs, scale = {} } = options
  return {
    kind: 'http',
    name,
    subscriptions: [],
    uses,
    scale,
    jobPrefixes: Object.keys(jobs ?? {}),
    start(platform: Platform) {
      const opened = openAll(uses, platform)
      return {
        ...noEvents,
        jobs: bindJobs<Uses, Jobs>(uses, opened, jobs),
        routes: (app) => options.routes(app, opened, platform),
        attach: () => nothing,
      }
    },
  }
}

const nothing = { close: () => undefined }

const noEvents: Pick<StartedFunction, 'read' | 'handle'> = {
  read: () => {
    throw new EventError('this function takes no events')
  },
  handle: () => Promise.resolve(),
}

function subscriptionsOf(on: readonly EventDefinition[]): FunctionDefinition['subscriptions'] {
  return [...Map.groupBy(on, ({ topic }) => topic)].map(([topic, events]) => ({
    topic,
    types: events.map(({ type }) => type),
  }))
}

function bindJobs<Uses extends Capabilities, Jobs extends Record<string, v.GenericSchema>>(
  uses: Uses,
  opened: Opened<Uses>,
  jobs: { [Prefix in keyof Jobs]: JobDefinition<Jobs[Prefix], Opened<Uses>> } | undefined,
): StartedFunction['jobs'] {
  const bound: StartedFunction['jobs'] = {}
  for (const [name, capability] of Object.entries(uses)) {
    for (const [prefix, { data, handle }] of Object.entries(capability.jobs?.(opened[name]) ?? {})) {
      bound[prefix] = (input) => handle(v.parse(data, input), undefined)
    }
  }
  for (const prefix in jobs) {
    const { data, handle } = jobs[prefix]
    bound[prefix] = (input) => handle(v.parse(data, input), opened)
  }
  return bound
}
