import { Agent } from 'node:http'

/** The functions that the front door passes requests on to. */
export interface Upstreams {
  /** Where all of them listen. */
  readonly host: string
  has(app: string): boolean
  /** The function, kept awake until it is released. */
  acquire(app: string): Promise<{ process: { port: number; agent: Agent }; release(): void }>
}

/** Functions that somebody else keeps running, by the ports they listen on. */
export function runningFunctions(host: string, ports: Record<string, number>): Upstreams {
  const processes = new Map(
    Object.entries(ports).map(([app, port]) => [app, { port, agent: new Agent({ keepAlive: true }) }]),
  )
  return {
    host,
    has: (app) => processes.has(app),
    async acquire(app) {
      const process = processes.get(app)
      if (!process) throw new Error(`there is no function ${app}`)
      return { process, release: () => undefined }
    },
  }
}
