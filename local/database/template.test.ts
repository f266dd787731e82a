import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './open.ts'
import { makeTemplate } from './template.ts'

test('a template is made once, whoever asks at the same time', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'catnap-template-'))
  const folder = join(parent, 'empty')
  await Promise.all([makeTemplate(folder), makeTemplate(folder)])
  await makeTemplate(folder)
  expect(await readdir(parent)).toEqual(['empty'])
  expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true)
  await rm(parent, { recursive: true })
})

test('a database may be opened again and again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'catnap-database-'))
  for (const count of [0, 1]) {
    const database = await openDatabase(folder)
    expect((await database.query('select key from state')).rows).toHaveLength(count)
    await database.query(`insert into state (key, value) values ($1, '1')`, [`key ${count}`])
    await database.close()
  }
  await rm(folder, { recursive: true })
})
