import * as v from 'valibot'
import { reconnectDelay } from './reconnect.ts'
import { LiveEvent } from './schemas.ts'
import type { LiveStatus } from './store.ts'

/** What is used of a WebSocket. */
export interface Socket {
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void
  send(text: string): void
  close(): void
}

interface Options {
  open: () => Socket
  token: string
  onEvent: (event: LiveEvent) => void
  onStatus: (status: LiveStatus) => void
  /** The token is not, or no longer, taken; nothing further is tried. */
  onRefused: () => void
  /** From 0 up to 1. */
  random?: () => number
}

export interface Live {
  /** Tries at once if the connection is lost; there is reason to hope. */
  wake(): void
  /** Starts anew even if the connection looks fine; it may be dead without anybody having noticed. */
  renew(): void
  close(): void
}

/** How the server closes a connection whose token it does not take. */
const unauthorized = 4401
/** Long enough for a function that has to wake up first. */
const readyLimitMs = 20_000

/** Keeps a connection to `/live` for as long as it can be kept, and asks for what was missed when it comes back. */
export function connectLive({ open, token, onEvent, onStatus, onRefused, random = Math.random }: Options): Live {
  let socket: Socket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let cursor: string | undefined
  let closed = false

  function connect() {
    clearTimeout(timer)
    const opened = open()
    socket = opened
    timer = setTimeout(lose, readyLimitMs)
    opened.addEventListener('open', () => {
      if (opened === socket) opened.send(JSON.stringify({ type: 'hello', token, ...(cursor && { since: cursor }) }))
    })
    opened.addEventListener('message', ({ data }) => {
      if (opened === socket) take(data)
    })
    opened.addEventListener('close', ({ code }) => {
      if (opened !== socket) return
      if (code !== unauthorized) return lose()
      stop()
      onRefused()
    })
  }

  function take(data: unknown) {
    const event = v.safeParse(LiveEvent, parseJson(data))
    // A newer server may say what this page does not know yet.
    if (!event.success) return console.warn('live: not understood', data)
    if (event.output.type !== 'message') cursor = event.output.cursor
    if (event.output.type === 'ready') {
      clearTimeout(timer)
      failures = 0
      onStatus('live')
    }
    onEvent(event.output)
  }

  function drop() {
    clearTimeout(timer)
    const old = socket
    socket = null
    old?.close()
  }

  function lose() {
    drop()
    onStatus('reconnecting')
    timer = setTimeout(connect, reconnectDelay(failures++, random()))
  }

  function stop() {
    closed = true
    drop()
  }

  connect()
  return {
    wake() {
      if (!closed && !socket) connect()
    },
    renew() {
      if (closed) return
      drop()
      onStatus('reconnecting')
      connect()
    },
    close: stop,
  }
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return undefined
  }
}
