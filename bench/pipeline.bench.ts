import { execFileSync } from 'node:child_process'
import { Agent, request } from 'node:http'
import { type Catnap, type Client, startCatnap } from '../tests/support/catnap.ts'
import { eventually } from '../tests/support/eventually.ts'
import { descendantsOf } from '../tests/support/process-tree.ts'
import { openScreen, type TestScreen } from '../tests/support/screen.ts'
import { line, median, quantile } from './measure.ts'

const users = 40

/** Functions that hear of every task that is made, the last of them only when the search index has it. */
const listeners = [
  'task-changed-to-search',
  'task-event-to-audit',
  'task-changed-to-reminder',
  'task-updates-to-websocket',
]

/** Creates tasks through chat-api on the real Dapr and Kafka, then on the embedded platform, and follows each to its end. */
export async function run(argument = '20000', ...on: string[]): Promise<void> {
  const tasks = Number(argument)
  for (const platform of on.length > 0 ? on : ['dapr', 'embedded']) {
    process.env.CATNAP_ON = platform
    const catnap = await startCatnap()
    try {
      await measure(catnap, platform, tasks)
      if (process.env.BENCH_OUT) (await import('node:fs')).writeFileSync(process.env.BENCH_OUT, catnap.output())
    } finally {
      await catnap.stop()
    }
  }
}

async function measure(catnap: Catnap, platform: string, tasks: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: users }, (_, user) => catnap.signIn(`user ${user}`)))
  const people = await Promise.all(
    clients.map(async (client) => ({ client, screen: await openScreen(catnap.url, client.token), made: [] as Made[] })),
  )
  const agent = new Agent({ keepAlive: true })
  await Promise.all(people.map(({ client }) => create(catnap.url, agent, client, 'warm up')))
  await eventually('all is awake', async () => people.every(({ screen }) => shown(screen).length === 1) || undefined)

  const startMs = Date.now()
  await Promise.all(
    people.map(async ({ client, made }, user) => {
      for (let number = user; number < tasks; number += users) {
        made.push(await create(catnap.url, agent, client, `task ${number}`, number % 10 === 0))
      }
    }),
  )
  const createdMs = Date.now()
  const expected = (count: number) => count >= tasks + users
  await eventually(
    'every event is handled',
    async () => [...handled(catnap).values()].every(({ count }) => expected(count)) || undefined,
    600_000,
  )
  agent.destroy()

  const seconds = (endMs: number) => (endMs - startMs) / 1000
  console.log(`\n${tasks} tasks of ${users} users on ${platform}`)
  console.log(line('chat-api', tasks / seconds(createdMs), 'tasks/s'))
  for (const [name, { count, lastMs }] of handled(catnap)) {
    console.log(line(name, (count - users) / seconds(lastMs), 'events/s'))
  }
  const lags = people.flatMap(({ screen, made }) => {
    const seen = new Map(shown(screen).map(({ id, atMs }) => [id, atMs]))
    return made.map(({ id, answeredMs }) => {
      const atMs = seen.get(id)
      if (atMs === undefined) throw new Error(`task ${id} never came to the screen`)
      return atMs - answeredMs
    })
  })
  console.log(line('answer to screen, median', median(lags), 'ms'))
  console.log(line('answer to screen, p99', quantile(lags, 0.99), 'ms'))
  const parts = usage()
  const sum = (field: 'megabytes' | 'cpuSeconds') => parts.reduce((total, part) => total + part[field], 0)
  for (const { what, megabytes, cpuSeconds } of [
    { what: 'all processes', megabytes: sum('megabytes'), cpuSeconds: sum('cpuSeconds') },
    ...parts,
  ]) {
    console.log(`${line(what, megabytes, 'MB')}  ${cpuSeconds} s of processor time`)
  }
  for (const { screen, made, client } of people) {
    const ids = shown(screen)
      .slice(1)
      .map(({ id }) => id)
    const order = made.map(({ id }) => id)
    if (ids.join() !== order.join())
      console.log(`NOT IN ORDER or not once for one user: ${ids.length} of ${order.length}`)
    const { body } = await client.send('GET', '/tasks?limit=1')
    if (body.items.length !== 1) throw new Error('no tasks')
    screen.close()
  }
}

interface Made {
  id: string
  answeredMs: number
}

function create(url: string, agent: Agent, { token }: Client, title: string, reminded = false): Promise<Made> {
  const body = JSON.stringify({ title, dueAt: '2099-01-01T09:00:00Z', ...(reminded && { remindBefore: [10] }) })
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sent = request(`${url}/tasks`, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => {
        if (response.statusCode !== 201) return reject(new Error(`${response.statusCode} ${text}`))
        resolve({ id: JSON.parse(text).id, answeredMs: Date.now() })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function shown({ updates }: TestScreen): { id: string; atMs: number }[] {
  return updates.flatMap(({ type, task, atMs }) =>
    type === 'task.changed' ? [{ id: String(Object(task).id), atMs: Number(atMs) }] : [],
  )
}

/** How many events each function has handled, by the lines that the platform writes, and when the last was. */
function handled(catnap: Catnap): Map<string, { count: number; lastMs: number }> {
  const text = catnap.output()
  const day = new Date().toISOString().slice(0, 11)
  return new Map(
    listeners.map((name) => {
      const times = [...text.matchAll(new RegExp(`^(\\S+)  ${name} .* done in`, 'gm'))]
      return [name, { count: times.length, lastMs: Date.parse(`${day}${times.at(-1)?.[1]}Z`) }]
    }),
  )
}

/** Memory and processor time of all that runs, by what it is. */
function usage(): { what: string; megabytes: number; cpuSeconds: number }[] {
  const kinds: [RegExp, (match: RegExpMatchArray) => string][] = [
    [/--app-id=(\S+)/, ([, app]) => `daprd of ${app}`],
    [/dist\/([^/]+)\//, ([, app]) => `function ${app}`],
    [/--etcd-data-dir/, () => 'scheduler'],
    [/front\/main/, () => 'front door'],
    [/local\/main|start-dapr/, () => 'platform'],
    [/kafka\.Kafka/, () => 'Kafka'],
    [/postgres/, () => 'PostgreSQL'],
  ]
  const table = execFileSync('ps', ['-A', '-o', 'pid=,pss=,cputimes='], { encoding: 'utf8' })
  const figures = new Map(
    table
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number))
      .map(([pid, ...rest]) => [pid, rest]),
  )
  const all = descendantsOf(process.pid).flatMap(({ pid, args }) => {
    const match = kinds.map(([pattern, name]) => ({ found: args.match(pattern), name })).find(({ found }) => found)
    const [kilobytes = 0, cpuSeconds = 0] = figures.get(pid) ?? []
    return match?.found ? [{ what: match.name(match.found), megabytes: kilobytes / 1024, cpuSeconds }] : []
  })
  return [...Map.groupBy(all, ({ what }) => what)].map(([what, ofIt]) => ({
    what,
    megabytes: ofIt.reduce((sum, one) => sum + one.megabytes, 0),
    cpuSeconds: ofIt.reduce((sum, one) => sum + one.cpuSeconds, 0),
  }))
}
