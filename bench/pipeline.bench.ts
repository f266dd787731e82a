import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { type Catnap, startCatnap } from '../tests/support/catnap.ts'
import { eventually } from '../tests/support/eventually.ts'
import { descendantsOf } from '../tests/support/process-tree.ts'
import { openScreen, type TestScreen } from '../tests/support/screen.ts'
import { line, median, quantile } from './measure.ts'

const users = 200
/** Requests under way at the same time; each user's come one after the other. */
const clients = 40
const steadyPerSecond = 40
const steadySeconds = 20

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
    } finally {
      await catnap.stop()
    }
  }
}

async function measure(catnap: Catnap, platform: string, tasks: number): Promise<void> {
  const people = await Promise.all(
    Array.from({ length: users }, async (_, user): Promise<Person> => {
      const { token } = await catnap.signIn(`user ${user}`)
      return { token, screen: await openScreen(catnap.url, token), made: [] }
    }),
  )
  const agent = new Agent({ keepAlive: true })
  /** Creates so many tasks, user by user in turn; `due` is called before each with its number. */
  const createAll = (count: number, due: (number: number) => Promise<unknown> = async () => undefined) =>
    Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let number = client; number < count; number += clients) {
          await due(number)
          const person = people[number % users]
          person?.made.push(await create(catnap.apiUrl, agent, person.token, number))
        }
      }),
    )
  const handled = follow(catnap)
  const allHandled = (count: number) =>
    eventually(
      'every event is handled',
      async () => {
        await pause(250)
        const functions = [...handled().values()].every((one) => one.count >= count)
        return (functions && people.every(({ screen, made }) => shown(screen).length >= made.length)) || undefined
      },
      900_000,
    )
  await createAll(users)
  await allHandled(users)

  console.log(`\n${tasks} tasks of ${users} users on ${platform}, as fast as it takes them`)
  const startMs = Date.now()
  await createAll(tasks)
  const createdMs = Date.now()
  await allHandled(users + tasks)
  const perSecond = (endMs: number) => (tasks * 1000) / (endMs - startMs)
  const ends = [...handled()].map(([name, { lastMs }]) => ({ name, lastMs }))
  console.log(line('all the way', perSecond(Math.max(...ends.map(({ lastMs }) => lastMs))), 'events/s'))
  console.log(line('chat-api', perSecond(createdMs), 'events/s'))
  for (const { name, lastMs } of ends) console.log(line(name, perSecond(lastMs), 'events/s'))
  reportLag(people, users)
  reportUsage()

  const steady = steadyPerSecond * steadySeconds
  console.log(`\n${steadyPerSecond} tasks a second for ${steadySeconds} s`)
  const steadyMs = Date.now()
  await createAll(steady, (number) => pause(Math.max(0, steadyMs + (number * 1000) / steadyPerSecond - Date.now())))
  await allHandled(users + tasks + steady)
  reportLag(people, users + tasks)
  agent.destroy()
  for (const { screen, made } of people) {
    const [order, seen] = [made.map(({ id }) => id), shown(screen).map(({ id }) => id)]
    if (order.join() !== seen.join())
      throw new Error(`a user made ${order.length} tasks and was shown ${seen.length}, or in another order`)
    screen.close()
  }
  console.log(`nothing lost, nothing doubled, each user's in order: ${users + tasks + steady} tasks`)
}

/** From the answer to the request until the user's screen shows the task, of all but the first `without` tasks of all users. */
function reportLag(people: readonly Person[], without: number): void {
  const lags = people.flatMap(({ screen, made }) => {
    const seen = new Map(shown(screen).map(({ id, atMs }) => [id, atMs]))
    return made.slice(Math.ceil(without / users)).map(({ id, answeredMs }) => (seen.get(id) ?? Number.NaN) - answeredMs)
  })
  console.log(line('from the answer to the screen, median', median(lags), 'ms'))
  console.log(line('from the answer to the screen, p99', quantile(lags, 0.99), 'ms'))
}

function reportUsage(): void {
  const parts = usage()
  const sum = (field: 'megabytes' | 'cpuSeconds') => parts.reduce((total, part) => total + part[field], 0)
  const { user, system } = process.cpuUsage()
  parts.push({
    what: 'this benchmark',
    megabytes: process.memoryUsage().rss / 2 ** 20,
    cpuSeconds: (user + system) / 1e6,
  })
  const total = { what: 'all processes', megabytes: sum('megabytes'), cpuSeconds: sum('cpuSeconds') }
  for (const { what, megabytes, cpuSeconds } of [total, ...parts]) {
    console.log(`${line(what, megabytes, 'MB')}  ${cpuSeconds.toFixed(1).padStart(6)} s of processor time`)
  }
}

interface Person {
  token: string
  screen: TestScreen
  made: Made[]
}

interface Made {
  id: string
  answeredMs: number
}

/** Every tenth task has a reminder, which is a job. */
function create(url: string, agent: Agent, token: string, number: number): Promise<Made> {
  const reminder = number % 10 === 0 && { remindBefore: [10] }
  const body = JSON.stringify({ title: `task ${number}`, dueAt: '2099-01-01T09:00:00Z', ...reminder })
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

interface Progress {
  count: number
  lastMs: number
}

/** Follows how many events each function has handled, and when the last was, by the lines that the platform writes. */
function follow(catnap: Catnap): () => Map<string, Progress> {
  const progress = new Map<string, Progress>(listeners.map((name) => [name, { count: 0, lastMs: 0 }]))
  let read = 0
  return () => {
    const text = catnap.output().slice(read)
    const whole = text.lastIndexOf('\n') + 1
    read += whole
    const day = new Date().toISOString().slice(0, 11)
    for (const [, time, name = ''] of text.slice(0, whole).matchAll(/^(\S+) {2}(\S+) .* done in/gm)) {
      const known = progress.get(name)
      if (known) progress.set(name, { count: known.count + 1, lastMs: Date.parse(`${day}${time}Z`) })
    }
    return progress
  }
}

const kinds: [RegExp, (match: RegExpMatchArray) => string][] = [
  [/--app-id=(\S+)/, ([, app]) => `daprd of ${app}`],
  [/dist\/([^/]+)\//, ([, app]) => `function ${app}`],
  [/--etcd-data-dir/, () => 'scheduler'],
  [/front\/main/, () => 'front door'],
  [/local\/main|start-dapr/, () => 'platform'],
  [/kafka\.Kafka/, () => 'Kafka'],
  [/postgres/, () => 'PostgreSQL'],
]

/** Memory and processor time of all that runs, by what it is. */
function usage(): { what: string; megabytes: number; cpuSeconds: number }[] {
  const all = descendantsOf(process.pid).flatMap(({ pid, args }) => {
    const match = kinds.map(([pattern, name]) => ({ found: args.match(pattern), name })).find(({ found }) => found)
    return match?.found ? [{ what: match.name(match.found), ...figuresOf(pid) }] : []
  })
  return [...Map.groupBy(all, ({ what }) => what)].map(([what, ofIt]) => ({
    what,
    megabytes: ofIt.reduce((sum, one) => sum + one.megabytes, 0),
    cpuSeconds: ofIt.reduce((sum, one) => sum + one.cpuSeconds, 0),
  }))
}

/** Of Linux's /proc: a process's share of memory (shared pages divided among who shares them), and its time in ticks of 10 ms. */
function figuresOf(pid: number): { megabytes: number; cpuSeconds: number } {
  const kilobytes = Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)?.[1])
  // Fields 14 and 15, counted behind the name, which may hold blanks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return { megabytes: kilobytes / 1024, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100 }
}
