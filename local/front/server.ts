import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Problem, problems } from '../../shared/function/problem.ts'
import { RuleError } from '../../shared/tasks/rule-error.ts'
import { StartError } from '../activator/process.ts'
import type { Console } from '../console.ts'
import type { Foreground } from '../foreground.ts'
import { readBody } from '../read-body.ts'
import type { Issuer } from './issuer.ts'
import { sendProblem } from './problem.ts'
import { proxyRequest, proxyUpgrade } from './proxy.ts'
import type { Upstreams } from './upstreams.ts'

const BODY_LIMIT = 1024 * 1024

export interface FrontOptions {
  upstreams: Upstreams
  foreground: Foreground
  issuer: Issuer
  console: Pick<Console, 'handled' | 'problem'>
  /** The function that answers what the platform itself does not. */
  api: string
  /** The function that holds the WebSockets. */
  live: string
}

/** The one address of a Catnap on one machine: sign-in and its keys, WebSockets at /live, everything else by the API function. Requests wait until it is `ready`. */
export function frontDoor(ready: Promise<FrontOptions>): Server {
  const server = createServer({ keepAliveTimeout: 30_000 }, async (request, response) => {
    const options = await ready
    handle(options, request, response).catch((error) => {
      // Whoever asked is gone.
      if (response.closed || (request.destroyed && !request.complete)) return
      void sendProblem(response, toProblem(error, options, request), request.complete ? {} : { connection: 'close' })
    })
  })
  server.on('upgrade', async (request, socket, head) => upgrade(await ready, request, socket, head))
  return server
}

async function handle(
  { upstreams, foreground, issuer, console, api }: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedMs = performance.now()
  const path = pathOf(request)
  const route = `${request.method} ${path}`
  if (route === 'GET /healthz') return sendJson(response, { status: 'ok' })
  if (route === 'GET /.well-known/jwks.json')
    return sendJson(response, issuer.jwks(), { 'cache-control': 'public, max-age=300' })

  const body = await readBody(request, BODY_LIMIT)
  if (body === null) throw problems.tooLarge(BODY_LIMIT)
  if (route === 'POST /sign-in') {
    const token = await issuer.signIn(parseJson(body))
    return sendJson(response, { token }, { 'cache-control': 'no-store' })
  }
  const status = await foreground.during(() => proxyRequest(upstreams, api, request, body, response))
  console.handled(api, route, String(status), performance.now() - startedMs)
}

async function upgrade(
  { upstreams, console, live }: FrontOptions,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy())
  if (pathOf(request) !== '/live' || !upstreams.has(live)) return refuse(socket, '404 Not Found')
  try {
    await proxyUpgrade(upstreams, live, request, socket, head)
  } catch (error) {
    console.problem(live, `GET /live: ${error instanceof Error ? error.message : error}`)
    refuse(socket, '503 Service Unavailable')
  }
}

function toProblem(error: unknown, { api, console }: FrontOptions, request: IncomingMessage): Problem {
  if (error instanceof Problem) return error
  if (error instanceof RuleError) return problems.badRequest(error.violations)
  const why = error instanceof Error ? error.message : String(error)
  console.problem(api, `${request.method} ${pathOf(request)}: ${why}`)
  if (error instanceof StartError || isRefused(error)) return problems.unavailable()
  return new Problem(
    502,
    'No answer',
    'The function that had this request ended before it answered; look before you try again.',
  )
}

/** Nobody listens where the function should be: it has seen nothing of the request. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    throw problems.malformed(`The body is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function sendJson(response: ServerResponse, value: object, headers: Record<string, string> = {}): void {
  const body = JSON.stringify(value)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/'
}
