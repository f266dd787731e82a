import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Console } from '../../local/console.ts'

const quiet = new Set(['debug', 'info'])

/** Warnings that every start on one machine gives: it has no certificates, no actors, and a scheduler of its own. */
const expected = [
  'mTLS is disabled',
  'Actor runtime disabled',
  'Graceful shutdown timeout is infinite',
  'Running http and grpc server on single port',
  'exceeded recommended request limit',
  'simple token is not cryptographically signed',
  'quota exceeds the maximum value',
  // The scheduler's library, whenever a daprd goes.
  'Marking prefixes as undeliverable',
]

/** Shows of what a program of Dapr's writes what a person should look at: its warnings and errors, and how it came to an end. */
export function showDaprLog(name: string, stream: Readable, console: Console): void {
  createInterface({ input: stream }).on('line', (line) => {
    const { level, message } = readLine(line)
    if (quiet.has(level) || expected.some((part) => message.includes(part))) return
    console.said(name, message, level !== 'warning')
  })
}

/** daprd writes `key=value` pairs, the scheduler's database JSON; what is neither is shown as it is. */
function readLine(line: string): { level: string; message: string } {
  const level = line.match(/(?:\blevel=|"level":")(\w+)/)?.[1]
  const message = line.match(/(?:\bmsg=|"msg":)("(?:[^"\\]|\\.)*"|\S+)/)?.[1]
  if (level === undefined || message === undefined) return { level: '', message: line }
  return { level: level === 'warn' ? 'warning' : level, message: message.startsWith('"') ? unquote(message) : message }
}

function unquote(text: string): string {
  try {
    return JSON.parse(text)
  } catch {
    // Quoted as Go does it, which knows an escape or two more than JSON.
    return text.slice(1, -1)
  }
}
