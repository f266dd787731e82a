import type { Server } from 'node:http'
import * as v from 'valibot'
import type { WebSocket, WebSocketServer } from 'ws'
import { TokenError, type TokenVerifier } from '../../shared/auth/verify.ts'
import type { Log } from '../../shared/function/log.ts'
import { reasonOf } from '../../shared/function/reason.ts'
import type { SearchIndex } from '../../shared/search/search-index.ts'
import { encodeUpdate, type Screens } from './screens.ts'

const Hello = v.strictObject({
  /** May be left out: the first message can be nothing else. */
  type: v.optional(v.literal('hello')),
  token: v.string(),
  /** The cursor of the last update this screen saw; left out by a screen that starts fresh. */
  since: v.optional(v.pipe(v.string(), v.regex(/^\d{1,19}$/))),
})

/** Close codes of our own (RFC 6455 §7.4.2 leaves 4000–4999 to applications). */
const closeCodes = { badHello: 4400, unauthorized: 4401, tryAgain: 4503, goingAway: 1001 } as const

const helloLimitMs = 10_000
const pingEveryMs = 30_000

interface LiveTools {
  auth: TokenVerifier
  search: Pick<SearchIndex, 'changesSince'>
  log: Log
}

/**
 * Serves WebSocket connections at `/live`. A screen says hello with its token, gets what it missed since its cursor, then
 * `ready`, then every update. A screen that stops answering pings is let go.
 */
export function attachLive(server: Server, screens: Screens, tools: LiveTools): { close(): void } {
  let sockets: Promise<WebSocketServer> | undefined
  server.on('upgrade', async (request, socket, head) => {
    sockets ??= openSockets()
    const opened = await sockets
    if (!opened.shouldHandle(request)) return socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
    opened.handleUpgrade(request, socket, head, (connection) => welcome(connection, screens, tools))
  })
  return {
    close() {
      void sockets?.then((opened) => {
        for (const socket of opened.clients) socket.close(closeCodes.goingAway, 'restarting, come back')
        opened.close()
      })
    },
  }
}

async function openSockets(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws')
  return new WebSocketServer({ noServer: true, path: '/live', maxPayload: 16 * 1024 })
}

function welcome(socket: WebSocket, screens: Screens, tools: LiveTools): void {
  const tooLate = setTimeout(() => socket.close(closeCodes.badHello, 'say hello first'), helloLimitMs)
  // A socket's error is followed by its close, which is where it is dealt with.
  socket.on('error', () => socket.terminate())
  socket.once('close', () => clearTimeout(tooLate))
  socket.once('message', (data) => {
    clearTimeout(tooLate)
    enter(socket, String(data), screens, tools).catch((error: unknown) => {
      const unauthorized = error instanceof TokenError
      if (!unauthorized) tools.log.error('GET /live', { reason: reasonOf(error) })
      const code = unauthorized ? closeCodes.unauthorized : closeCodes.tryAgain
      socket.close(code, unauthorized ? error.message : 'try again shortly')
    })
  })
}

async function enter(
  socket: WebSocket,
  text: string,
  screens: Screens,
  { auth, search }: Omit<LiveTools, 'log'>,
): Promise<void> {
  const hello = v.safeParse(Hello, parseJson(text))
  if (!hello.success) return socket.close(closeCodes.badHello, 'the first message must be {"token":"…"}')
  const user = await auth.verify(hello.output.token)

  // Listening before reading what was missed: an update in between may come twice, but never not at all.
  const screen = { send: (update: string) => socket.send(update) }
  screens.add(user.id, screen)
  const pings = keepAlive(socket)
  socket.once('close', () => {
    clearInterval(pings)
    screens.remove(user.id, screen)
  })

  const { cursor, changes } = await search.changesSince(user.id, hello.output.since ?? null)
  for (const change of changes) socket.send(encodeUpdate(change))
  socket.send(JSON.stringify({ type: 'ready', cursor }))
}

function keepAlive(socket: WebSocket): NodeJS.Timeout {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  return setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, pingEveryMs)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
