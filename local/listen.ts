import type { Server } from 'node:http'

/** Listens and gives the port; says clearly when the port is taken. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE'
      reject(
        taken
          ? new Error(`port ${port} on ${host} is taken by another program; set PORT to another one (0: any free one)`)
          : error,
      )
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** The address under which this machine itself reaches what listens on `host`. */
export function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** Takes no more connections and resolves when those that are open have ended, or cuts them after `limitMs`. */
export async function close(server: Server, limitMs = 2_000): Promise<void> {
  if (!server.listening) return
  const limit = setTimeout(() => server.closeAllConnections(), limitMs)
  // A connection that still had a request in flight would be kept alive for the next one.
  const idle = setInterval(() => server.closeIdleConnections(), 20)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  clearTimeout(limit)
  clearInterval(idle)
}
