import { createServer } from 'node:http'
import { close, listen } from '../../local/listen.ts'

/** A request that an app got. */
export interface Received {
  app: string
  pid: number
  method: string
  url: string
  headers: Record<string, string>
  body: string
  /** When it came (epoch milliseconds). */
  atMs: number
}

export interface Reply {
  status?: number
  headers?: Record<string, string>
  body?: string
  /** The app kills itself in place of an answer. */
  crash?: boolean
  /** The app closes the connection in place of an answer. */
  cut?: boolean
}

type Matches = (received: Received) => boolean

/** Sees what the apps receive, and decides what they answer: 200 and nothing unless a case says otherwise. */
export interface Recorder {
  /** Where the apps report to. */
  url: string
  /** Answers the requests that match; `nth` counts them from 1. What is said last counts. */
  answer(matches: Matches, reply: Reply | ((received: Received, nth: number) => Reply | Promise<Reply>)): void
  received(matches: Matches): Received[]
  /** Resolves with the requests that match, past ones included, once there are `count`. */
  until(matches: Matches, count?: number, withinMs?: number): Promise<Received[]>
  close(): Promise<void>
}

export async function startRecorder(): Promise<Recorder> {
  const rules: { matches: Matches; reply: (received: Received) => Reply | Promise<Reply> }[] = []
  const all: Received[] = []
  const waiting = new Set<() => void>()
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const received: Received = { ...JSON.parse(Buffer.concat(chunks).toString()), atMs: Date.now() }
    all.push(received)
    for (const check of [...waiting]) check()
    const rule = rules.findLast(({ matches }) => matches(received))
    response.end(JSON.stringify((await rule?.reply(received)) ?? {}))
  })
  const url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`
  return {
    url,
    answer(matches, reply) {
      let count = 0
      rules.push({ matches, reply: typeof reply === 'function' ? (received) => reply(received, ++count) : () => reply })
    },
    received: (matches) => all.filter(matches),
    until: (matches, count = 1, withinMs = 60_000) =>
      new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(limit)
          waiting.delete(check)
        }
        const check = () => {
          const found = all.filter(matches)
          if (found.length < count) return
          end()
          resolve(found)
        }
        const limit = setTimeout(() => {
          end()
          const found = all.filter(matches).map(lineOf)
          const last = all.slice(-20).map(lineOf)
          reject(
            new Error(
              [`waited in vain for ${count} requests; there were`, ...found, 'and of all the last', ...last].join('\n'),
            ),
          )
        }, withinMs)
        waiting.add(check)
        check()
      }),
    close: () => close(server, 0),
  }
}

function lineOf({ app, method, url, body, atMs }: Received): string {
  return `${new Date(atMs).toISOString().slice(11, 23)} ${app} ${method} ${url} ${body.slice(0, 300)}`
}
