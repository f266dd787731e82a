import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startCatnap } from '../tests/support/catnap.ts'
import { line, median } from './measure.ts'

const rounds = 5

/** From the start of the embedded platform, on an empty folder and on a used one, to its first request answered. */
export async function run(): Promise<void> {
  const times = { node: [] as number[], empty: [] as number[], used: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    times.node.push(await timed(() => once(spawn(process.execPath, ['-e', '']), 'exit')))
    const first = await measureStart()
    times.empty.push(first.elapsedMs)
    await first.catnap.killAll()
    const second = await measureStart(first.catnap.data)
    times.used.push(second.elapsedMs)
    await second.catnap.stop()
  }
  const base = median(times.node)
  console.log(`from start to the first request answered (median of ${rounds})`)
  console.log(line('node -e ""', base, 'ms', base))
  console.log(line('embedded platform, empty folder', median(times.empty), 'ms', base))
  console.log(line('embedded platform, used folder', median(times.used), 'ms', base))
}

async function measureStart(data?: string) {
  const startMs = performance.now()
  const catnap = await startCatnap({ ...(data && { data }) })
  const client = await catnap.signIn('bench')
  await client.send('GET', '/tasks')
  return { catnap, elapsedMs: performance.now() - startMs }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}
