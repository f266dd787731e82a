// The app of the cases: every request goes on to the recorder in the test's own process, which decides the answer.
import { existsSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import type { Reply } from './recorder.ts'

const { PORT, HOST = '127.0.0.1', APP_ID = '', RECORDER = '', DOWN_FOLDER = '' } = process.env

// Down as the test wants it, whoever starts it.
if (existsSync(join(DOWN_FOLDER, `${APP_ID}.down`))) process.exit(1)

const server = createServer({ keepAliveTimeout: 60_000 }, async (incoming, outgoing) => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { method, url, headers } = incoming
  const body = Buffer.concat(chunks).toString()
  const reply = await ask({ app: APP_ID, pid: process.pid, method, url, headers, body })
  if (reply.crash) process.kill(process.pid, 'SIGKILL')
  if (reply.cut) return void incoming.socket.destroy()
  outgoing.writeHead(reply.status ?? 200, reply.headers ?? {})
  outgoing.end(reply.body ?? '')
})

function ask(received: object): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(RECORDER, { method: 'POST', agent: false }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve(JSON.parse(Buffer.concat(chunks).toString()))
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(received))
  })
}

process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
process.on('disconnect', () => process.exit(0))
server.listen(Number(PORT), HOST)
