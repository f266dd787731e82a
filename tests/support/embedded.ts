import { rm } from 'node:fs/promises'
import type { Catnap } from './catnap.ts'
import { signIn } from './client.ts'
import { eventually } from './eventually.ts'
import { startPlatform } from './platform-process.ts'

/** Catnap on the embedded platform, as `npm start` runs it. */
export async function startEmbedded(data: string, env: Record<string, string>): Promise<Catnap> {
  const platform = await startPlatform(['local/main.ts'], data, { PORT: '0', ...env })
  const { url, descendants, killAll, output } = platform
  const pidsOf = (name: string) =>
    descendants().flatMap(({ pid, args }) => (args.includes(`dist/${name}/`) ? [pid] : []))
  return {
    url,
    apiUrl: url,
    data,
    output,
    pidsOf,
    killAll,
    signIn: (name) => signIn(url, name),
    async untilAsleep(name) {
      await eventually(`${name} sleeps`, async () => pidsOf(name).length === 0 || undefined)
    },
    async stop() {
      const code = await platform.stop()
      await rm(data, { recursive: true, force: true })
      return code
    },
  }
}
