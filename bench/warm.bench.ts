import { startCatnap } from '../tests/support/catnap.ts'
import { line, median, quantile } from './measure.ts'

const perSecond = 20
const seconds = 20

/** Creating a task over HTTP on the embedded platform, at 20 requests a second, all functions awake. */
export async function run(): Promise<void> {
  const catnap = await startCatnap()
  try {
    const client = await catnap.signIn('bench')
    const create = (number: number) =>
      client.send('POST', '/tasks', {
        title: `task ${number}`,
        dueAt: '2099-01-01T09:00:00Z',
        remindBefore: [10],
        tags: ['bench'],
      })
    await paced(perSecond * 3, create)
    const health = await paced(perSecond * 3, () => client.send('GET', '/healthz'))
    const times = await paced(perSecond * seconds, create)
    const base = median(health)
    console.log(`creating a task over HTTP, ${perSecond} a second for ${seconds} s`)
    console.log(line('GET /healthz, median', base, 'ms', base))
    console.log(line('POST /tasks, median', median(times), 'ms', base))
    console.log(line('POST /tasks, p99', quantile(times, 0.99), 'ms', base))
  } finally {
    await catnap.stop()
  }
}

/** Sends at a fixed rate, whether or not the one before was answered; gives how long each took, in milliseconds. */
async function paced(count: number, send: (number: number) => Promise<{ status: number }>): Promise<number[]> {
  const startMs = performance.now()
  const answers = Array.from({ length: count }, async (_, number) => {
    await new Promise((resolve) => setTimeout(resolve, (number * 1000) / perSecond))
    const sentMs = performance.now()
    const { status } = await send(number)
    if (status >= 400) throw new Error(`answered with ${status}`)
    return performance.now() - sentMs
  })
  const times = await Promise.all(answers)
  if (performance.now() - startMs > (count / perSecond) * 1000 * 1.5)
    console.log('(the machine did not keep up with the rate)')
  return times
}
