import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSecrets } from './secrets.ts'

const folder = await mkdtemp(join(tmpdir(), 'catnap-secrets-'))
afterAll(() => rm(folder, { recursive: true }))
const component = (metadata: Record<string, string>) => ({
  name: 'secrets',
  type: 'secretstores.local.file',
  version: 'v1',
  metadata,
})
const content = { plain: 'v1', nested: { user: 'u', deep: { key: 'k' } } }
await writeFile(join(folder, 'some.json'), JSON.stringify(content))
await writeFile(join(folder, 'broken.json'), '{')

test('nested secrets get names of their own', async () => {
  const secrets = await readSecrets(component({ secretsFile: 'some.json', nestedSeparator: '.' }), folder)
  expect(Object.fromEntries(secrets)).toEqual({
    plain: { plain: 'v1' },
    'nested.user': { 'nested.user': 'u' },
    'nested.deep.key': { 'nested.deep.key': 'k' },
  })
})

test('or stay together, where several values are asked for', async () => {
  const secrets = await readSecrets(
    component({ secretsFile: join(folder, 'some.json'), multiValued: 'true' }),
    '/elsewhere',
  )
  expect(Object.fromEntries(secrets)).toEqual({ plain: { plain: 'v1' }, nested: { user: 'u', 'deep:key': 'k' } })
})

test('a missing file is made, empty, for its owner alone; .catnap stands for the data folder', async () => {
  expect((await readSecrets(component({ secretsFile: '.catnap/own/secrets.json' }), folder)).size).toBe(0)
  const file = join(folder, 'own/secrets.json')
  expect([JSON.parse(await readFile(file, 'utf8')), (await stat(file)).mode & 0o777]).toEqual([{}, 0o600])
})

test.each([
  [{}, 'spec.metadata.secretsFile is missing'],
  [{ secretsFile: 'broken.json' }, 'broken.json is no JSON'],
  [{ secretsFile: '.' }, 'EISDIR'],
])('%j is refused', async (metadata, message) => {
  await expect(readSecrets(component(metadata), folder)).rejects.toThrow(message)
})
