import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { posix } from 'node:path'
import { readBody } from '../read-body.ts'
import type { Answer, Api, Call } from './call.ts'
import { DaprFault, faults } from './errors.ts'
import { nextTraceparent } from './trace.ts'

/** daprd's --max-body-size: 4 MiB. */
const BODY_LIMIT = 4 * 1024 * 1024

export interface DaprServerOptions {
  app: string
  apiToken: string
  /** The parts of the API by their name in the path: `state`, `publish`, … */
  apis: Record<string, Api>
  /** Whether a part of the API, or `invoke`, is there for apps. */
  offers(version: string, api: string): boolean
  /** Service invocation; `path` is below the called app's root, with its query. */
  invoke(call: Call, app: string, path: string): Promise<Answer>
}

/** Dapr's HTTP API as one app sees it. */
export function daprServer(options: DaprServerOptions): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(options, request)
      .catch((error) => failure(error))
      .then((result) => write(request, response, result))
      .catch((error) => response.destroy(error))
  })
}

/** What Go's router answers: daprd's own answer to what it does not know belongs to service invocation. */
const noPage: Answer = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '404 page not found\n',
}

interface Traced extends Answer {
  traceparent?: string
}

async function answer({ app, apiToken, ...parts }: DaprServerOptions, request: IncomingMessage): Promise<Traced> {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://dapr')
  if (request.method === 'GET' && /^\/v1\.0\/healthz(\/outbound)?$/.test(pathname)) return health(app, searchParams)
  if (!sameText(String(request.headers['dapr-api-token'] ?? ''), apiToken)) {
    request.resume()
    return { status: 401, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'invalid api token\n' }
  }
  const traceparent = nextTraceparent(request.headers.traceparent)
  try {
    const body = await readBody(request, BODY_LIMIT)
    if (body === null) throw faults.malformed('stream too large')
    const call = {
      app,
      method: request.method ?? 'GET',
      query: searchParams,
      headers: request.headers,
      body,
      traceparent,
      path: [],
    }
    const result = await route(parts, call, pathname, search)
    return { ...result, traceparent }
  } catch (error) {
    return { ...failure(error), traceparent }
  }
}

async function route(
  { apis, offers, invoke }: Pick<DaprServerOptions, 'apis' | 'offers' | 'invoke'>,
  call: Call,
  pathname: string,
  search: string,
): Promise<Answer> {
  const [, version, name = '', ...rest] = pathname.split('/')
  const api = /^v1\.0(-alpha[12])?$/.test(version ?? '') && Object.hasOwn(apis, name) ? apis[name] : undefined
  if (api && offers(version ?? '', name)) return api({ ...call, path: rest.map(decode) })
  if (!offers('v1.0', 'invoke')) return noPage
  if (version === 'v1.0' && name === 'invoke') {
    const [app = '', method, ...path] = rest
    if (app === '' || method !== 'method' || path.length === 0) throw faults.noRoute()
    return invoke(call, decode(app), cleanPath(path.join('/')) + search)
  }
  const target = call.headers['dapr-app-id']
  if (typeof target === 'string' && version !== 'v1.0') return invoke(call, target, cleanPath(pathname) + search)
  throw faults.noRoute()
}

function health(app: string, query: URLSearchParams): Answer {
  const asked = query.get('appid')
  if (asked === null || asked === app) return { status: 204 }
  return failure(new DaprFault(500, 'ERR_HEALTH_APPID_NOT_MATCH', 'dapr app-id does not match'))
}

function failure(error: unknown): Answer {
  const fault =
    error instanceof DaprFault ? error : faults.internal(error instanceof Error ? error.message : String(error))
  return { status: fault.status, headers: { 'content-type': 'application/json' }, body: fault.body() }
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body, traceparent }: Traced,
): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (traceparent) {
    response.setHeader('traceparent', traceparent)
    for (const name of ['tracestate', 'baggage']) {
      const sent = request.headers[name]
      if (sent) response.setHeader(name, sent)
    }
  }
  if (!request.complete) response.setHeader('connection', 'close')
  if (body !== undefined) response.setHeader('content-length', Buffer.byteLength(body))
  response.end(body)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw faults.noRoute()
  }
}

/** The path of an invoked method as daprd passes it on: escaped slashes are slashes, and `..` is resolved. */
function cleanPath(path: string): string {
  return posix.join('/', path.replaceAll(/%2f/gi, '/')).replace(/(?<=.)\/$/, '')
}

/** Compares in a time that does not tell where the texts differ. */
function sameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
