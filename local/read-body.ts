import type { IncomingMessage } from 'node:http'

/** How much of a body that is too large is still read and thrown away, in limits: a caller who is sending hears no answer. */
const PATIENCE = 16

/** The whole body; null when it is larger than `limit` bytes. Unless `request.complete`, the connection is of no more use then. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit * PATIENCE) return Promise.resolve(null)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else if (size > limit * PATIENCE) {
        request.off('data', take)
        request.pause()
        resolve(null)
      }
    }
    request.on('data', take)
    request.on('end', () => resolve(size > limit ? null : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('close', () => reject(new Error('the caller went away')))
  })
}
