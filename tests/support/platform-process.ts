import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/definitions.ts'
import { eventually } from './eventually.ts'
import { type Descendant, descendantsOf, isAlive } from './process-tree.ts'

/** A script that runs a whole Catnap, until it is stopped or killed. */
export interface PlatformProcess {
  url: string
  output(): string
  descendants(): Descendant[]
  /** kill -9 of it and of all that it started. */
  killAll(): Promise<void>
  /** Gives the exit code. */
  stop(): Promise<number | null>
}

/** Starts the script and waits until the `platform.json` in its data names it and its address answers. */
export async function startPlatform(
  args: readonly string[],
  data: string,
  env: Record<string, string>,
): Promise<PlatformProcess> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, CATNAP_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const pid = child.pid ?? 0
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const up = eventually('Catnap is up', async () => {
    if (hasEnded()) return ''
    const platform = JSON.parse(await readFile(join(data, 'platform.json'), 'utf8'))
    if (platform.pid !== pid) return undefined
    const { ok } = await fetch(`${platform.url}/healthz`)
    return ok ? String(platform.url) : undefined
  })
  const url = await up.catch((error) => {
    throw new Error(`${error.message}\n${output}`, { cause: error })
  })
  if (url === '') throw new Error(`Catnap ended at once:\n${output}`)
  const descendants = () => (hasEnded() ? [] : descendantsOf(pid))
  return {
    url,
    output: () => output,
    descendants,
    async killAll() {
      const pids = descendants().map((one) => one.pid)
      child.kill('SIGKILL')
      for (const one of pids) if (isAlive(one)) process.kill(one, 'SIGKILL')
      if (!hasEnded()) await once(child, 'exit')
      await eventually('all of it is gone', async () => !pids.some(isAlive) || undefined)
    },
    async stop() {
      if (hasEnded()) return child.exitCode
      child.kill('SIGTERM')
      await once(child, 'exit')
      return child.exitCode
    },
  }
}
