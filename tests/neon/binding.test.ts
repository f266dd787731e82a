import { randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daprClient } from '../../shared/dapr/client.ts'
import { upsert } from '../../shared/dapr/state.ts'
import { bindingDatabase } from '../../shared/database/binding.ts'
import { databaseSuite } from '../../shared/database/database.suite.ts'
import { type Database, DatabaseError } from '../../shared/database/database.ts'
import { openDatabase } from '../../shared/database/open.ts'
import { userWith } from '../../shared/search/fixtures/user-with.ts'
import { rebuildSearch } from '../../shared/search/rebuild-search.ts'
import { searchIndexSuite } from '../../shared/search/search-index.suite.ts'
import { searchIndex } from '../../shared/search/search-index.ts'
import { textSearchSuite } from '../../shared/search/text-search.suite.ts'
import { aTask } from '../../shared/tasks/fixtures/task.ts'
import { type Daprd, startDaprd } from '../real/daprd.ts'
import { eventually } from '../support/eventually.ts'
import { credentials, type Neon, startNeon } from './neon.ts'
import { turnsSuite } from './turns.suite.ts'

const components = fileURLToPath(new URL('../../dapr/components', import.meta.url))

let server: Neon
let folder: string
let daprds: Daprd[]
let clients: { binding: ReturnType<typeof daprClient>; neon: ReturnType<typeof daprClient> }
let binding: Database
let neon: Database

beforeAll(async () => {
  server = await startNeon()
  folder = await mkdtemp(join(tmpdir(), 'catnap-read-model-'))
  const { user, password, database } = credentials
  const direct = new URL(server.endpoint.connectionString(user, password, database))
  direct.port = String(server.postgres.port)
  await writeFile(
    join(folder, 'secrets.json'),
    JSON.stringify({ 'database-url': `${direct}?sslmode=disable`, 'neon-url': server.connectionString }),
  )
  daprds = await Promise.all([
    startWith('with-binding', ['secrets', 'state', 'database']),
    startWith('with-neon', ['secrets', 'state']),
  ])
  const [first, second] = daprds.map(({ endpoint }) => daprClient({ endpoint }))
  if (!first || !second) throw new Error('there are two')
  clients = { binding: first, neon: second }
  binding = await openDatabase(clients.binding)
  neon = await openDatabase(clients.neon)
})
afterAll(async () => {
  await Promise.all(daprds?.map((daprd) => daprd.stop()) ?? [])
  await server?.stop()
  if (folder) await rm(folder, { recursive: true })
})

/** The daprd of a function that has the read model, with these of the components that every environment reads. */
async function startWith(name: string, parts: string[]): Promise<Daprd> {
  const resources = await mkdtemp(join(folder, name))
  for (const part of parts) await copyFile(join(components, `${part}.yaml`), join(resources, `${part}.yaml`))
  return startDaprd({ appId: 'chat-api', resources: [resources], cwd: folder })
}

const name = "daprd's bindings.postgresql and PostgreSQL"
databaseSuite(name, () => ({
  database: binding,
  dropTables: async () => {
    await server.postgres.psql(
      'drop table if exists task_search, audit, dead_letters; drop sequence if exists task_search_change',
      credentials.database,
    )
  },
}))
searchIndexSuite(name, () => binding)
textSearchSuite(name, () => binding)
turnsSuite(name, () => ({ database: binding, connectionString: server.connectionString }))

describe('the read model, by YAML alone', () => {
  const throughDriver = `select current_setting('application_name') like '%neondatabase%'`

  test('goes through the component "database" where there is one', async () => {
    expect(await binding.query(throughDriver)).toEqual([[false]])
  })

  test('goes through the driver of Neon where there is none', async () => {
    expect(await neon.query(throughDriver)).toEqual([[true]])
  })

  test('is the same read model either way', async () => {
    const { user, tasks } = await userWith(binding, { title: 'through the binding' })
    expect((await searchIndex(neon).find(user, { q: 'binding' })).items).toEqual(tasks)
    const changed = { ...aTask(), ...tasks[0], version: 2, title: 'through the driver' }
    await searchIndex(neon).put(user, [{ task: changed, deleted: false }])
    expect((await searchIndex(binding).find(user, { q: 'driver' })).items).toEqual([changed])
  })

  test('is rebuilt from the tasks in the state store either way', async () => {
    const task = aTask({ id: randomUUID(), title: 'from the truth' })
    await clients.neon.state.transaction([upsert(`task:ann:${task.id}`, { task }, 'any')])
    for (const database of [binding, neon]) {
      expect(await rebuildSearch(database)).toMatchObject({ tasks: 1, broken: [] })
      expect((await searchIndex(database).find('ann', { q: 'truth' })).items).toEqual([task])
    }
  })
})

describe('as many tasks as are put at once, each as long as it may be', () => {
  test.each([
    ['quotes', '"'],
    ['signs that JSON has no letter for', '\u0001'],
    ['letters of four bytes', '🧦'],
    ['a letter that folds into eighteen', 'ﷺ'],
  ])('of %s', async (_, letter) => {
    for (const database of [neon, binding]) {
      const { user } = await userWith(
        database,
        ...Array.from({ length: 200 }, () => ({
          title: letter.repeat(200),
          description: letter.repeat(1_000),
          tags: Array.from({ length: 5 }, () => letter.repeat(30)),
        })),
      )
      expect((await searchIndex(database).find(user, { limit: 200 })).items).toHaveLength(200)
    }
  })
})

describe('the binding', () => {
  const sleeping = (seconds: number) => `select 1 from (select pg_sleep(${seconds})) as slept`
  const failure = (statement: Promise<unknown>) =>
    statement.then(
      () => undefined,
      (error: unknown) => error,
    )
  const slept = `usename = '${credentials.user}' and query like 'select 1 from (select pg_sleep%' and state = 'active'`
  const running = () => server.postgres.psql(`select count(*) from pg_stat_activity where ${slept}`)

  test('gives up a statement that takes too long, and daprd has it stopped', async () => {
    const [daprd] = daprds
    const hurried = bindingDatabase(daprClient({ endpoint: daprd?.endpoint ?? '', timeoutMs: 500 }))
    expect(await failure(hurried.query(sleeping(60)))).toBeInstanceOf(DatabaseError)
    await eventually('nothing runs', async () => (await running()) === '0' || undefined)
    expect(await binding.query('select 1')).toEqual([[1]])
  })

  test('fails a statement whose connection dies, and the next works', async () => {
    const failed = failure(binding.query(sleeping(60)))
    await eventually('the statement runs', async () => (await running()) === '1' || undefined)
    await server.postgres.psql(`select pg_terminate_backend(pid) from pg_stat_activity where ${slept}`)
    expect(await failed).toBeInstanceOf(DatabaseError)
    expect(await binding.query('select 1')).toEqual([[1]])
  })

  test('fails statements while PostgreSQL is away, and works again when it is back', async () => {
    const failed = failure(binding.query(sleeping(60)))
    await eventually('the statement runs', async () => (await running()) === '1' || undefined)
    await server.postgres.kill()
    expect(await failed).toBeInstanceOf(DatabaseError)
    expect(await failure(binding.query('select 1'))).toBeInstanceOf(DatabaseError)
    await server.postgres.restart()
    await eventually('the binding works', () => binding.query('select 1'))
  })
})
