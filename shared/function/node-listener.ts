import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Answers Node's requests by a fetch-like handler. By hand, because Hono's own adapter loads HTTP/2, TLS and crypto with
 * it, which doubles the time a function takes to wake (`npm run bench -- cold-start`).
 */
export function nodeListener(handle: (request: Request) => Response | Promise<Response>) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    try {
      await send(await handle(requestFrom(incoming)), outgoing)
    } catch (error) {
      // The handler answers its own errors; what comes here is a connection that broke while we answered.
      outgoing.destroy(error instanceof Error ? error : undefined)
    }
  }
}

function requestFrom(incoming: IncomingMessage): Request {
  const headers = new Headers()
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
  }
  const { method = 'GET' } = incoming
  if (method === 'GET' || method === 'HEAD') return new Request(urlOf(incoming), { method, headers })
  // Node takes any async iterable as a body; the types of the browser's API do not know that.
  return Reflect.construct(Request, [urlOf(incoming), { method, headers, body: incoming, duplex: 'half' }])
}

/** Absolute, whatever the client sent as its target: only path and query matter here. */
function urlOf({ url = '/' }: IncomingMessage): string {
  return `http://localhost${url.startsWith('/') ? url : '/'}`
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value)
  if (!response.body) {
    outgoing.end()
    return
  }
  for await (const chunk of response.body) {
    if (!outgoing.write(chunk)) await new Promise((resolve) => outgoing.once('drain', resolve).once('close', resolve))
    if (outgoing.destroyed) return
  }
  outgoing.end()
}
