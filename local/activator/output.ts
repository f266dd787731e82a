import type { Readable } from 'node:stream'
import type { Console } from '../console.ts'

/**
 * Folds what a function writes into the console: its JSON log lines as text, all else as it is. `delivered` is given what
 * it handled well, where the platform has no line of its own for that.
 */
export function foldOutput(
  app: string,
  stream: Readable,
  error: boolean,
  console: Console,
  delivered: (what: string, milliseconds: number) => void = () => undefined,
): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) fold(app, line, error, console, delivered)
  })
  stream.on('end', () => fold(app, rest, error, console, delivered))
}

function fold(
  app: string,
  line: string,
  error: boolean,
  console: Console,
  delivered: (what: string, milliseconds: number) => void,
): void {
  if (line.trim() === '') return
  const entry = parse(line)
  if (!entry) {
    console.said(app, line, error)
    return
  }
  const { time, level, function: name, message, outcome, milliseconds, traceId, eventId, ...fields } = entry
  // The front door has its own line for a request.
  if (message === 'request' && level === 'info') return
  if (outcome === 'SUCCESS') {
    delivered(String(fields.type ?? fields.job), Number(milliseconds))
    return
  }
  const rest = Object.entries(fields).map(([key, value]) => (key === 'reason' ? String(value) : `${key}=${value}`))
  console.said(app, [message, ...rest].join('  '), level === 'error')
}

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line)
  } catch {
    // Not a log line after all: shown as it is.
    return null
  }
}
