import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from './client.ts'
import { startEmbedded } from './embedded.ts'

export type { Answer, Client } from './client.ts'

/** Where the tests have Catnap run: on the embedded platform, or on the real Dapr with one broker or database or another. */
export const platforms = ['embedded', 'dapr', 'dapr-rabbitmq', 'dapr-neon'] as const
export type PlatformName = (typeof platforms)[number]

/** A whole Catnap in processes of its own, as people run it. */
export interface Catnap {
  url: string
  /** Where chat-api itself listens, where the platform does not have to wake it. */
  apiUrl: string
  data: string
  signIn(name: string): Promise<Client>
  /** Process ids of a function that is awake. */
  pidsOf(name: string): number[]
  /** Resolves when a function is at zero; on a platform whose functions never sleep, at once. */
  untilAsleep(name: string): Promise<void>
  /** Ends the platform as a power cut would, and waits until all of it is gone; it can be started again on its data. */
  killAll(): Promise<void>
  /** Ends it as Ctrl-C does, and all that it stood on; gives the exit code. */
  stop(): Promise<number | null>
  output(): string
}

export interface CatnapOptions {
  /** The data of an earlier run; without it all is new. */
  data?: string
  env?: Record<string, string>
}

/** Starts Catnap where `CATNAP_ON` says. */
export async function startCatnap({ data, env = {} }: CatnapOptions = {}): Promise<Catnap> {
  const { CATNAP_ON = 'embedded' } = process.env
  const on = platforms.find((name) => name === CATNAP_ON)
  if (!on) throw new Error(`CATNAP_ON must be one of ${platforms.join(', ')}, not "${CATNAP_ON}"`)
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'catnap-')))
  if (on === 'embedded') return startEmbedded(folder, env)
  // Loaded only where it is meant: it looks for the real servers.
  const { startOnDapr } = await import('./on-dapr.ts')
  return startOnDapr(on, folder, env)
}
