import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { nodeListener } from './node-listener.ts'

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function serve(handle: (request: Request) => Response | Promise<Response>): Promise<string> {
  server = createServer(nodeListener(handle)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('method, path, query, headers and body arrive', async () => {
  const url = await serve(async (incoming) =>
    Response.json({
      method: incoming.method,
      url: incoming.url,
      x: incoming.headers.get('x'),
      body: await incoming.text(),
    }),
  )
  const answer = await fetch(`${url}/a%2Fb?c=d`, { method: 'POST', headers: { x: 'y' }, body: 'körper' })
  expect(await answer.json()).toEqual({ method: 'POST', url: 'http://localhost/a%2Fb?c=d', x: 'y', body: 'körper' })
})

test('status, repeated headers and a streamed body go back', async () => {
  const chunks = ['a', 'b', 'c']
  const url = await serve(() => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    return new Response(new Blob(chunks).stream(), { status: 201, headers })
  })
  const answer = await fetch(url)
  expect([answer.status, answer.headers.getSetCookie(), await answer.text()]).toEqual([201, ['a=1', 'b=2'], 'abc'])
})

test('an answer without a body ends', async () => {
  const url = await serve(() => new Response(null, { status: 204 }))
  expect((await fetch(url)).status).toBe(204)
})

test('a body larger than any buffer goes through whole', async () => {
  const size = 5_000_000
  const url = await serve(async (incoming) => new Response(await incoming.arrayBuffer()))
  const answer = await fetch(url, { method: 'POST', body: new Uint8Array(size) })
  expect((await answer.arrayBuffer()).byteLength).toBe(size)
})

test('a client that leaves in the middle does not hurt the next one', async () => {
  const url = await serve(async (incoming) => new Response(await incoming.text()))
  const leaving = request(url, { method: 'POST', headers: { 'content-length': '1000' } })
  leaving.on('error', () => undefined)
  leaving.write('half')
  await once(server, 'request')
  leaving.destroy()
  expect(await (await fetch(url, { method: 'POST', body: 'whole' })).text()).toBe('whole')
})
