import { type Catnap, startCatnap } from '../tests/support/catnap.ts'
import { eventually } from '../tests/support/eventually.ts'
import { openScreen, type TestScreen } from '../tests/support/screen.ts'
import { line, median, quantile } from './measure.ts'

const users = 20
const reminders = 200
const spreadMs = 20_000
/** Time to ask for all of them before the first falls due. */
const aheadMs = 15_000

/** Asks for reminders, each at a moment of its own, and says how late each was written in the chat and came to the screen. */
export async function run(...on: string[]): Promise<void> {
  for (const platform of on.length > 0 ? on : ['dapr', 'embedded']) {
    process.env.CATNAP_ON = platform
    const catnap = await startCatnap()
    try {
      await measure(catnap, platform)
    } finally {
      await catnap.stop()
    }
  }
}

async function measure(catnap: Catnap, platform: string): Promise<void> {
  const people = await Promise.all(
    Array.from({ length: users }, async (_, user) => {
      const client = await catnap.signIn(`user ${user}`)
      return { client, screen: await openScreen(catnap.url, client.token) }
    }),
  )
  await Promise.all(
    people.map(async ({ client, screen }) => {
      await client.send('POST', '/tasks', { title: 'warm up' })
      await screen.saw('all is awake', ({ type }) => type === 'task.changed')
    }),
  )
  const firstMs = Date.now() + aheadMs
  const dueMs = new Map<string, number>()
  await Promise.all(
    people.map(async ({ client }, user) => {
      for (let number = user; number < reminders; number += users) {
        const atMs = firstMs + Math.round((number / reminders) * spreadMs)
        const dueAt = new Date(atMs).toISOString()
        const { status, body } = await client.send('POST', '/tasks', { title: 'stretch', dueAt, remindBefore: [0] })
        if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
        dueMs.set(body.id, atMs)
      }
    }),
  )
  if (Date.now() > firstMs) throw new Error('the first fell due before the last was asked for')
  const all = () => people.flatMap(({ screen }) => given(screen))
  await eventually('every reminder', async () => all().length >= reminders || undefined, aheadMs + 2 * spreadMs)

  const late = all().map(({ taskId, writtenMs, shownMs }) => {
    const due = dueMs.get(taskId) ?? Number.NaN
    return { written: writtenMs - due, shown: shownMs - due }
  })
  console.log(`\n${reminders} reminders of ${users} users within ${spreadMs / 1000} s on ${platform}`)
  for (const [what, values] of [
    ['due to written in the chat', late.map(({ written }) => written)],
    ['due to screen', late.map(({ shown }) => shown)],
  ] as const) {
    console.log(line(`${what}, median`, median(values), 'ms'))
    console.log(line(`${what}, p99`, quantile(values, 0.99), 'ms'))
    console.log(line(`${what}, latest`, Math.max(...values), 'ms'))
  }
  const early = late.filter(({ written }) => written < 0).length
  const different = new Set(all().map(({ taskId }) => taskId)).size
  if (early > 0) console.log(`EARLY: ${early}`)
  if (different < late.length) console.log(`NOT ONCE: ${late.length} of ${different} reminders`)
  for (const { screen } of people) screen.close()
}

function given({ updates }: TestScreen): { taskId: string; writtenMs: number; shownMs: number }[] {
  return updates.flatMap(({ type, message, atMs }) => {
    if (type !== 'message') return []
    const { taskId, at } = Object(message)
    return [{ taskId: String(taskId), writtenMs: Date.parse(at), shownMs: Number(atMs) }]
  })
}
