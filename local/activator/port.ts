import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 4

/** A port that nobody listens on just now. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

/** Resolves when the port takes connections; tries every few milliseconds until then. */
export async function untilListening(port: number, host: string, signal: AbortSignal): Promise<void> {
  while (!(await listens(port, host))) await delay(POLL_MS, undefined, { signal })
}

function listens(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.on('connect', () => {
      // A try from the very port it tries reaches itself: TCP's simultaneous open.
      resolve(socket.localPort !== socket.remotePort)
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })
}
