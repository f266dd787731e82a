import type { Server } from 'node:http'
import type { Hono } from 'hono/tiny'
import type * as v from 'valibot'
import type { EventDefinition, EventOf } from '../events/define.ts'
import type { Capabilities, JobDefinition, Opened, Platform } from './capability.ts'

/** How a function sleeps and grows; what is left out has the platform's default. */
export interface Scale {
  /** Requests one instance takes at the same time. */
  concurrency?: number
  /** Seconds without work after which it sleeps. */
  idleSeconds?: number
}

interface Common<Uses extends Capabilities, Jobs extends Record<string, v.GenericSchema>> {
  /** Folder, Dapr app id, Knative Service, bundle and log name, all in one. */
  name: string
  /** What the function may touch, by the name its handlers know it under. */
  uses: Uses
  /** Jobs by the prefix of their names. */
  jobs?: { [Prefix in keyof Jobs]: JobDefinition<Jobs[Prefix], Opened<Uses>> }
  scale?: Scale
}

export interface EventFunctionOptions<
  On extends readonly EventDefinition[],
  Uses extends Capabilities,
  Jobs extends Record<string, v.GenericSchema>,
> extends Common<Uses, Jobs> {
  /** The events that wake the function. */
  on: On
  /** Handling an event twice must do what handling it once does. Rejecting means: deliver it again later. */
  handle(event: EventOf<On[number]>, uses: Opened<Uses>): Promise<void>
  /** Given the server of a function that also holds connections: it is then kept awake by them, not by events. */
  attach?(server: Server, uses: Opened<Uses>, platform: Platform): { close(): void }
}

export interface RawEventFunctionOptions<Uses extends Capabilities>
  extends Common<Uses, Record<never, v.GenericSchema>> {
  topic: string
  handle(message: EventMessage, uses: Opened<Uses>): Promise<void>
}

export interface HttpFunctionOptions<Uses extends Capabilities, Jobs extends Record<string, v.GenericSchema>>
  extends Common<Uses, Jobs> {
  /** Adds the function's routes. */
  routes(app: Hono, uses: Opened<Uses>, platform: Platform): void
}

/** A function as every room of the house needs it: with its types folded away. */
export interface FunctionDefinition {
  readonly kind: 'event' | 'http' | 'websocket'
  readonly name: string
  /** The topics it listens to, and which types of each; none named means all. */
  readonly subscriptions: readonly { topic: string; types: string[] }[]
  readonly uses: Capabilities
  readonly scale: Scale
  readonly jobPrefixes: readonly string[]
  /** Opens the capabilities and binds the handlers to them. */
  start(platform: Platform): StartedFunction
}

/** A request of Dapr that delivers an event. */
export interface EventMessage {
  headers: Record<string, string>
  body: string
}

/** As much of an event as every handler and log line has. */
export interface ReadEvent {
  id: string
  type: string
}

export interface StartedFunction {
  /** Checks a message by the schemas of the definition; throws an EventError that says what is wrong. */
  read(message: EventMessage): ReadEvent
  handle(event: ReadEvent): Promise<void>
  jobs: Record<string, (data: unknown) => Promise<void>>
  routes(app: Hono): void
  attach(server: Server): { close(): void }
}
