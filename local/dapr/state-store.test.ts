import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../database/open.ts'
import { StateStore } from './state-store.ts'

let database: PGlite
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catnap-state-'))
  database = await openDatabase(folder)
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

async function storeOf(metadata: Record<string, string>) {
  const store = new StateStore({ name: 'store', type: 'state.postgresql', version: 'v2', metadata }, database)
  await store.prepare()
  return store
}

describe('where a store keeps its keys', () => {
  test.each([
    [{}, 'state', 'app||k'],
    [{ keyPrefix: 'none' }, 'state', 'k'],
    [{ keyPrefix: 'name' }, 'state', 'store||k'],
    [{ keyPrefix: 'namespace' }, 'state', 'default.app||k'],
    [{ keyPrefix: 'mine' }, 'state', 'mine||k'],
    [{ tablePrefix: 'ob_' }, 'ob_state', 'app||k'],
  ])('%j', async (metadata, table, key) => {
    const store = await storeOf(metadata)
    await store.set('app', { key: 'k', value: 1 })
    expect((await store.get('app', 'k'))?.value).toBe('1')
    expect((await database.query(`select key from ${table} where key = $1`, [key])).rows).toEqual([{ key }])
  })

  test('takes no table that is not a plain name', async () => {
    await expect(storeOf({ tablePrefix: 'x; drop table state; --' })).rejects.toThrow(
      'tablePrefix must be a plain name',
    )
  })
})

test('what has expired is forgotten, and nothing else', async () => {
  const store = await storeOf({ keyPrefix: 'none' })
  await store.set('app', { key: 'brief', value: 1, metadata: { ttlInSeconds: '10' } })
  await store.set('app', { key: 'long', value: 1, metadata: { ttlInSeconds: '-1' } })
  await database.query(`update state set expires_at = now() - interval '1 second' where key = 'brief'`)
  await store.clean()
  expect((await database.query(`select key from state where key in ('brief', 'long')`)).rows).toEqual([{ key: 'long' }])
})
