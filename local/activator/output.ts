import type { Readable } from 'node:stream'
import type { Console } from '../console.ts'

/** Told of an event, job or request that went well. */
type Handled = (what: string, outcome: string, milliseconds: number) => void

/**
 * Folds what a function writes into the console: its JSON log lines as text, all else as it is. `handled` is given what went
 * well, where the platform has no line of its own for that.
 */
export function foldOutput(
  app: string,
  stream: Readable,
  error: boolean,
  console: Console,
  handled: Handled = () => undefined,
): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) fold(app, line, error, console, handled)
  })
  stream.on('end', () => fold(app, rest, error, console, handled))
}

function fold(app: string, line: string, error: boolean, console: Console, handled: Handled): void {
  if (line.trim() === '') return
  const entry = parse(line)
  if (!entry) {
    console.said(app, line, error)
    return
  }
  const { time, level, function: name, message, outcome, milliseconds, traceId, eventId, ...fields } = entry
  if (message === 'request' && level === 'info') {
    handled(`${fields.method} ${fields.route}`, String(fields.status), Number(milliseconds))
  } else if (outcome === 'SUCCESS') {
    handled(String(fields.type ?? fields.job), 'done', Number(milliseconds))
  } else {
    const rest = Object.entries(fields).map(([key, value]) => (key === 'reason' ? String(value) : `${key}=${value}`))
    console.said(app, [message, ...rest].join('  '), level === 'error')
  }
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
