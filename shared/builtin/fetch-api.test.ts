import { describe, expect, test } from 'vitest'
import * as light from './fetch-api.ts'

async function* body(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

describe.each([
  ['Node’s own', globalThis],
  ['the light', light],
])('%s', (_, { Headers, Request, Response }) => {
  test('headers: any case, many values, in order', () => {
    const headers = new Headers([
      ['Accept', 'a'],
      ['accept', 'b'],
    ])
    headers.set('X', '1')
    headers.append('x', '2')
    headers.set('Gone', '1')
    headers.delete('gone')
    expect([headers.get('ACCEPT'), headers.get('x'), headers.get('gone'), headers.has('X')]).toEqual([
      'a, b',
      '1, 2',
      null,
      true,
    ])
    expect([...headers]).toEqual([
      ['accept', 'a, b'],
      ['x', '1, 2'],
    ])
    expect([...headers.entries()]).toEqual([...headers])
    const seen: string[] = []
    headers.forEach((value, name) => void seen.push(`${name}=${value}`))
    expect(seen).toEqual(['accept=a, b', 'x=1, 2'])
    expect([...new Headers({ b: '1' })]).toEqual([['b', '1']])
  })

  test('a request carries its parts, and a body that comes in pieces', async () => {
    const init = { method: 'POST', headers: new Headers({ a: 'b' }), body: body('{"ä":', '1}'), duplex: 'half' }
    const request: Request = Reflect.construct(Request, ['http://localhost/x?y=z', init])
    expect([request.method, request.url, request.headers.get('a')]).toEqual(['POST', 'http://localhost/x?y=z', 'b'])
    expect(await request.json()).toEqual({ ä: 1 })
  })

  test('a request without a body has an empty text', async () => {
    const request = new Request('http://localhost/')
    expect([request.method, await request.text()]).toEqual(['GET', ''])
  })

  test('an answer carries status, headers and body', async () => {
    const response = new Response('text', { status: 201, headers: { a: 'b' } })
    expect([response.status, response.ok, response.headers.get('a'), await response.text()]).toEqual([
      201,
      true,
      'b',
      'text',
    ])
    const json = Response.json({ a: 1 }, { status: 404 })
    expect([json.status, json.ok, json.headers.get('content-type'), await json.json()]).toEqual([
      404,
      false,
      'application/json',
      { a: 1 },
    ])
  })

  test('an answer is copied with its body, and an empty one has none', async () => {
    const first = new Response('text')
    const copy: Response = Reflect.construct(Response, [first.body, first])
    expect(await copy.text()).toBe('text')
    const empty = new Response(null, { status: 204 })
    expect([empty.body, await empty.text()]).toEqual([null, ''])
  })

  test('bytes are read as text', async () => {
    expect(await new Response(Buffer.from('bytes')).text()).toBe('bytes')
  })
})
