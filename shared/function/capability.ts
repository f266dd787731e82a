import type * as v from 'valibot'
import type { DaprClient } from '../dapr/client.ts'
import type { Background } from './background.ts'
import type { Log } from './log.ts'

export type Access = 'read' | 'read-write'

/** What a function must be allowed to touch; Dapr scopes and network policies are made from it. */
export interface Grants {
  /** Dapr components by name. */
  components?: Record<string, Access>
  /** Topics it publishes to. */
  publishes?: readonly string[]
  /** Whether it schedules Dapr jobs. */
  jobs?: boolean
  /** Names of secrets it reads. */
  secrets?: readonly string[]
}

/** What a capability is made from when a function starts. */
export interface Platform {
  dapr: DaprClient
  /** The function's name, which is its Dapr app id. */
  name: string
  log: Log
  background: Background
}

/** A job that wakes the function: scheduled as `<prefix>-<anything>` with `data` that fits the schema. */
export interface JobDefinition<Data extends v.GenericSchema, Uses> {
  data: Data
  handle(data: v.InferOutput<Data>, uses: Uses): Promise<void>
}

/** Something a function may use: what it needs of Dapr, and how it is made. */
export interface Capability<T> {
  grants: Grants
  open(platform: Platform): T
  /** Jobs that the capability schedules for itself, by prefix. */
  jobs?(opened: T): Record<string, JobDefinition<v.GenericSchema, undefined>>
}

export type Capabilities = Record<string, Capability<unknown>>

/** What a handler receives: each capability opened, under the name the definition gave it. */
export type Opened<Uses extends Capabilities> = {
  [Name in keyof Uses]: Uses[Name] extends Capability<infer T> ? T : never
}

/** Opens each capability of a definition. */
export function openAll<Uses extends Capabilities>(uses: Uses, platform: Platform): Opened<Uses> {
  return Object.fromEntries(
    Object.entries(uses).map(([name, capability]) => [name, capability.open(platform)]),
  ) as Opened<Uses>
}
