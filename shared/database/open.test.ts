import { describe, expect, test } from 'vitest'
import { DaprError } from '../dapr/error.ts'
import { openDatabase } from './open.ts'

function dapr(loaded: { name: string; type: string }[], secret?: string) {
  const bound: string[] = []
  return {
    bound,
    metadata: () => Promise.resolve({ components: loaded }),
    secret: (key: string) =>
      secret === undefined || key !== 'neon-url'
        ? Promise.reject(new DaprError(500, 'ERR_SECRET_GET', `secret ${key} not found`))
        : Promise.resolve(secret),
    bind: (name: string) => {
      bound.push(name)
      return Promise.resolve({ data: [[1]], metadata: {} })
    },
  }
}

describe('opening the database', () => {
  test('takes the binding where the platform has one', async () => {
    const platform = dapr([{ name: 'database', type: 'bindings.postgresql' }], 'postgresql://user:x@host/db')
    const database = await openDatabase(platform)
    expect(await database.query('select 1')).toEqual([[1]])
    expect(platform.bound).toEqual(['database'])
  })

  test.each([
    ['no component', []],
    ['a component of that name that is something else', [{ name: 'database', type: 'bindings.http' }]],
    ['a Postgres binding for something else', [{ name: 'reports', type: 'bindings.postgresql' }]],
  ])('takes Neon by its secret when there is %s', async (_, loaded) => {
    const platform = dapr(loaded, 'postgresql://user:x@127.0.0.1:1/db')
    await expect((await openDatabase(platform)).query('select 1')).rejects.toThrow(/connecting to database/)
    expect(platform.bound).toEqual([])
  })

  test.each([undefined, 'not a connection string'])('says what is missing when there is neither', async (secret) => {
    await expect(openDatabase(dapr([], secret))).rejects.toThrow(/neither a component "database" .* nor a secret/)
  })
})
