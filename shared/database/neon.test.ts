import { neonConfig } from '@neondatabase/serverless'
import { afterAll, describe, expect, test } from 'vitest'
import { neonDatabase } from './neon.ts'

/** Where the driver sent a statement: the setting is its own. */
async function addressFor(host: string): Promise<unknown> {
  const asked = Promise.withResolvers<unknown>()
  neonConfig.fetchFunction = (url: unknown) => {
    asked.resolve(url)
    return Promise.reject(new Error('no network here'))
  }
  await expect(neonDatabase(`postgresql://user:x@${host}/db`).query('select 1')).rejects.toThrow(/no network/)
  return asked.promise
}

afterAll(() => {
  neonConfig.fetchFunction = undefined
})

describe('Neon is asked', () => {
  test.each([
    ['127.0.0.1:5555', 'http://127.0.0.1:5555/sql'],
    ['localhost:5555', 'http://localhost:5555/sql'],
    ['[::1]:5555', 'http://[::1]:5555/sql'],
  ])('on this machine where it listens: %s', async (host, address) => {
    expect(await addressFor(host)).toBe(address)
  })

  test.each([
    ['ep-cool-name-123456.eu-central-1.aws.neon.tech', 'https://api.eu-central-1.aws.neon.tech/sql'],
    ['localhost.example.com:5555', 'https://api.example.com/sql'],
  ])('elsewhere as its driver does, over TLS: %s', async (host, address) => {
    expect(await addressFor(host)).toBe(address)
  })
})
