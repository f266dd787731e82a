import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 4

/** Below the range that systems take the ports of outgoing connections from: one of those could be there first. */
const FIRST = 20_000
const LAST = 31_999

/** A port that nobody listens on just now. */
export async function freePort(host: string): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1))
    if (await isFree(port, host)) return port
  }
  throw new Error(`no port from ${FIRST} to ${LAST} of ${host} is free`)
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
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
