import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { addressOf, close, listen } from './listen.ts'

test.each([
  ['127.0.0.1', 'http://127.0.0.1:80'],
  ['0.0.0.0', 'http://127.0.0.1:80'],
  ['::', 'http://127.0.0.1:80'],
  ['::1', 'http://[::1]:80'],
  ['my.host', 'http://my.host:80'],
])('what listens on %s is reached at %s', (host, url) => expect(addressOf(host, 80)).toBe(url))

test('a server that does not listen is closed', async () => {
  const server = createServer()
  await close(server)
  await listen(server, 0, '127.0.0.1')
  await close(server)
})

test('an address that is not of this machine is said', async () => {
  await expect(listen(createServer(), 0, '192.0.2.1')).rejects.toThrow('EADDRNOTAVAIL')
})
