import { createServer } from 'node:net'

/** Below the range that Linux takes the ports of outgoing connections from, so that a server can come back to its port. */
const first = 20_000
const count = 12_000

/** Processes that look for ports at the same time begin at places far from each other, whatever they have not taken yet. */
let next = (process.pid * 97) % count

/** A port of 127.0.0.1 that nobody listens on just now, and that this process was not given before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < count; tries++) {
    const port = first + next
    next = (next + 1) % count
    if (await isFree(port)) return port
  }
  throw new Error(`no port from ${first} to ${first + count - 1} is free`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
