import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { Failure } from './endpoint/failure.ts'
import { logins } from './endpoint/logins.ts'
import { answerSql } from './endpoint/sql.ts'

export interface NeonEndpoint {
  port: number
  /** What Neon's driver takes; the credentials are those of PostgreSQL. */
  connectionString(user: string, password: string, database: string): string
  /** Cuts every connection at once and takes no more, as if killed; {@link NeonEndpoint.close} is still due. */
  kill(): Promise<void>
  /** Takes connections again on the same port. */
  restart(): Promise<void>
  close(): Promise<void>
}

/**
 * Neon's proxy on this machine, in front of a real PostgreSQL: `POST /sql` and the WebSocket `/v2`, as in
 * https://github.com/neondatabase/neon/tree/main/proxy/src/serverless. It differs in that it has no TLS, and that PostgreSQL
 * itself asks for the password of a WebSocket's connection: the driver's `pipelineConnect` needs its method `password`.
 */
export async function startNeonEndpoint({ postgresPort }: { postgresPort: number }): Promise<NeonEndpoint> {
  const users = logins(postgresPort)
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const reply = (status: number, body: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    try {
      if (request.method !== 'POST' || request.url !== '/sql') throw new Failure(400, 'query is not supported')
      const body = checkSize(await text(request), 'request', 413)
      const result = await answerSql(users, request.headers, body, gone.signal)
      reply(200, checkSize(JSON.stringify(result), 'response', 507))
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure(500, String(error))
      reply(failure.status, JSON.stringify(failure.body))
    }
  }

  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, socket: Socket, head) => {
    if (URL.parse(request.url ?? '', 'http://127.0.0.1')?.pathname !== '/v2') {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
      return
    }
    // Wherever `address` points, there is one PostgreSQL here.
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const client = createWebSocketStream(webSocket)
      const postgres = connect(postgresPort, '127.0.0.1')
      client.pipe(postgres).pipe(client)
      client.on('error', () => postgres.destroy()).on('close', () => postgres.destroy())
      postgres.on('error', () => client.destroy())
    })
  })

  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve)
    })
  const kill = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }

  await listen(0)
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the endpoint has no port')
  const { port } = address
  return {
    port,
    connectionString: (user, password, database) =>
      `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    kill,
    restart: () => listen(port),
    async close() {
      await kill()
      await users.close()
    },
  }
}

/** What Neon's proxy takes and gives at most, if it is not told otherwise. */
const maxBytes = 10 * 1024 * 1024

function checkSize(body: string, what: string, status: number): string {
  if (Buffer.byteLength(body) <= maxBytes) return body
  throw new Failure(status, `${what} is too large (max is ${maxBytes} bytes)`)
}
