import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../scripts/definitions.ts'
import { daprClient } from '../../shared/dapr/client.ts'
import { makeEvent, toWire } from '../../shared/events/envelope.ts'
import { taskCreated } from '../../shared/events/task-events.ts'
import { aTask } from '../../shared/tasks/fixtures/task.ts'
import { type Catnap, type Client, startCatnap } from '../support/catnap.ts'
import { eventually } from '../support/eventually.ts'

let catnap: Catnap
let ann: Client

beforeAll(async () => {
  catnap = await startCatnap()
  ann = await catnap.signIn('Ann')
})
afterAll(() => catnap.stop())

/** A command of package.json, on the running platform. */
async function run(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, CATNAP_DATA: catnap.data }
  const { stdout } = await promisify(execFile)(process.execPath, [`scripts/${script}.ts`, ...args], { cwd: root, env })
  return stdout
}

async function publish(event: object): Promise<void> {
  const { endpoints, daprApiToken } = JSON.parse(await readFile(`${catnap.data}/platform.json`, 'utf8'))
  const dapr = daprClient({ endpoint: endpoints['chat-api'].url, apiToken: daprApiToken })
  await dapr.publish('task-events', { ...event }, { partitionKey: 'someone' })
}

const good = toWire(
  makeEvent(taskCreated, {
    id: 'broken-1',
    source: '/test',
    subject: aTask().id,
    user: 'someone',
    time: '2026-01-01T00:00:00Z',
    data: { task: aTask(), changed: [], by: 'user' },
  }),
)

test('an event that breaks its schema waits in the dead letters, with the reason', async () => {
  await publish({ ...good, data: { task: { ...aTask(), title: '' }, changed: [], by: 'user' } })
  const listed = await eventually('it is listed', async () => {
    const text = await run('dead-letters')
    return text.includes('broken-1') ? text : undefined
  })
  expect(listed).toContain('data.task.title: must not be empty')
  expect(listed.match(/broken-1/g)).toHaveLength(1)
  expect(JSON.parse(await run('dead-letters', 'show', 'broken-1'))).toMatchObject({
    topic: 'task-events',
    event: { id: 'broken-1' },
  })
})

test('the events after it are handled all the same', async () => {
  const { body: task } = await ann.send('POST', '/tasks', { title: 'still works' })
  await eventually('its history', async () => {
    const { body } = await ann.send('GET', `/tasks/${task.id}/history`)
    return body.items.length === 1 ? true : undefined
  })
})

test('replaying publishes it again, where it fails again as long as it is broken', async () => {
  expect(await run('dead-letters', 'replay', 'broken-1')).toContain('published broken-1')
  await eventually('it is back', async () => ((await run('dead-letters')).includes('broken-1') ? true : undefined))
})

test('discarding forgets it', async () => {
  await run('dead-letters', 'discard', 'broken-1')
  expect(await run('dead-letters')).toContain('no dead letters')
})

test('an unknown id is an error that says so', async () => {
  await expect(run('dead-letters', 'replay', 'nowhere')).rejects.toThrow('no dead letter has the id nowhere')
})

test('the search index is made anew from the tasks themselves', async () => {
  await ann.send('POST', '/tasks', { title: 'find me again' })
  const before = await ann.tasks('&status=all&sort=title')
  expect(await run('rebuild-search')).toMatch(/made anew from \d+ tasks?/)
  expect(await ann.tasks('&status=all&sort=title')).toEqual(before)
})
