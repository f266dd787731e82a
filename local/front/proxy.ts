import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { definedHeaders } from '../activator/send.ts'
import type { Upstreams } from './upstreams.ts'

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer', 'upgrade']

/** Passes a request on to the function and streams its answer back; rejects when the function gave none. */
export async function proxyRequest(
  upstreams: Upstreams,
  app: string,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<number> {
  const { process, release } = await upstreams.acquire(app)
  try {
    return await new Promise<number>((resolve, reject) => {
      const upstream = request({
        host: upstreams.host,
        port: process.port,
        agent: process.agent,
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: forwardedHeaders(incoming, body.length),
      })
      upstream.on('error', reject)
      upstream.on('response', (answer) => {
        const headers = definedHeaders(answer.headers)
        for (const name of HOP_BY_HOP) delete headers[name]
        outgoing.writeHead(answer.statusCode ?? 502, headers)
        answer.on('error', reject)
        answer.on('close', () => resolve(answer.statusCode ?? 0))
        answer.pipe(outgoing)
      })
      // Whoever asked is gone: the function need not go on.
      outgoing.on('close', () => {
        if (!outgoing.writableFinished) upstream.destroy(new Error('the caller went away'))
      })
      upstream.end(body)
    })
  } finally {
    release()
  }
}

/** Joins a WebSocket's two raw connections; the function counts as in use until one of them closes. */
export async function proxyUpgrade(
  upstreams: Upstreams,
  app: string,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const { process, release } = await upstreams.acquire(app)
  const upstream = connect(process.port, upstreams.host)
  const end = () => {
    release()
    upstream.destroy()
    socket.destroy()
  }
  for (const side of [upstream, socket]) side.on('error', end).on('close', end)
  if (socket.destroyed) return end()
  upstream.setNoDelay(true)
  const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`]
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`)
  }
  upstream.write(`${lines.join('\r\n')}\r\n\r\n`)
  upstream.write(head)
  upstream.pipe(socket).pipe(upstream)
}

function forwardedHeaders(incoming: IncomingMessage, length: number): Record<string, string | string[]> {
  const headers = definedHeaders(incoming.headers)
  for (const name of HOP_BY_HOP) delete headers[name]
  // How the page knows its own address; what a stranger writes there is not passed on.
  headers['x-forwarded-host'] = incoming.headers.host ?? ''
  headers['x-forwarded-proto'] = 'http'
  headers['x-forwarded-for'] = incoming.socket.remoteAddress ?? ''
  if (length > 0 || incoming.headers['content-length'] !== undefined) headers['content-length'] = String(length)
  return headers
}
