import { currentTraceId } from './trace.ts'

/** One line of the log: plain values, never a secret, never what a user wrote. */
export type LogFields = Record<string, string | number | boolean | undefined>

export interface Log {
  info(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/**
 * Writes one JSON object a line to standard output, as Knative and every log collector expect. What is written while an
 * event, a job or a request is handled carries its `traceId`, the same as in daprd's spans.
 */
export function jsonLog(name: string, write: (line: string) => unknown = (line) => process.stdout.write(line)): Log {
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const time = new Date().toISOString()
      write(`${JSON.stringify({ time, level, function: name, message, traceId: currentTraceId(), ...fields })}\n`)
    }
  return { info: line('info'), error: line('error') }
}
