import type { Answer } from '../../local/fixtures/call.ts'
import type { Recorder } from './recorder.ts'

/** The apps of every world. */
export const apps = ['alpha', 'beta'] as const
export type App = (typeof apps)[number]

/** Calls the Dapr of one app, with its token; objects are sent as JSON, texts as they are. */
export type Dapr = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

/** Two apps and their Dapr: what the cases are about. */
export interface World {
  dapr(app: App): Dapr
  /** Base address of an app's Dapr; another one after a restart, perhaps. */
  endpoint(app: App): string
  tokens: { daprApiToken: string; appApiToken: string }
  recorder: Recorder
  /** kill -9 of the app, which does not come back before {@link startApp}. */
  killApp(app: App): Promise<void>
  startApp(app: App): Promise<void>
  /** kill -9 of the app's Dapr, and its start anew; on the embedded platform that is the Dapr of all. */
  killDapr(app: App): Promise<void>
  startDapr(app: App): Promise<void>
  /** kill -9 of the scheduler, and its start anew. */
  killScheduler(): Promise<void>
  startScheduler(): Promise<void>
  stop(): Promise<void>
}

/** Starts a world on the YAML that `resources` makes; `configuration` is the `spec` of Dapr's Configuration, in YAML. */
export type Driver = (resources: Resources, configuration: string) => Promise<World>

/** The YAML documents of a world, for a database and a broker. */
export type Resources = (servers: { brokers: string }) => string

/** One thing that Dapr promises, and where it does. */
export interface Case {
  name: string
  /** The documentation or source file (of dapr 1.18.2 or components-contrib 1.18.3) that it rests on. */
  source: string
  run(world: World): Promise<void>
}

/** Cases of one part of Dapr's API. */
export interface Part {
  name: string
  /** The documents that its cases need beside those of all. */
  resources?: string
  /** Its cases disturb each other, or others: they run alone. */
  alone?: boolean
  cases: Case[]
}
