import { type Agent, request } from 'node:http'

export interface Request {
  method: string
  path: string
  headers: Record<string, string | string[]>
  body?: Buffer | string
  /** Milliseconds until the request is given up; without it the answer may take its time. */
  timeoutMs?: number
}

export interface Response {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer
}

/** Sends one request and reads its whole answer; rejects when the connection breaks before its end. */
export function send(
  target: { host: string; port: number; agent: Agent },
  { method, path, headers, body, timeoutMs }: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...target,
        method,
        path,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body ?? '')) },
        ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: definedHeaders(response.headers),
            body: Buffer.concat(chunks),
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** The headers that have a value. */
export function definedHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
