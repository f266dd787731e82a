import type { Sink } from './console.ts'
import type { Manifest } from './manifest.ts'

export interface PlatformOptions {
  /** Where everything durable lives; without it the data is in a folder of its own that is gone at the end. */
  data?: string
  /** 0: any free port. */
  port?: number
  /** Where the front door listens. */
  host?: string
  /** The folder of Dapr's YAML. */
  resources?: string
  /** The folder of bundles: `<name>/function.js` for each function. */
  bundles?: string
  /** The functions; by default those of `manifests.json` among the bundles. */
  manifests?: Manifest[]
  /** Makes the bundles; runs beside the opening of the database, and before the manifests are read. */
  build?: () => Promise<void>
  /** Seconds without load after which a function is stopped; by default what its manifest says, or 60. */
  idleSeconds?: number
  /** Gets the lines of the console; without it the platform is quiet. */
  log?: Sink
  color?: boolean
  /** The function that answers what the front door does not. */
  api?: string
  /** The function that holds the WebSockets. */
  live?: string
}
