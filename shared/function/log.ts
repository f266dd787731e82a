/** One line of the log: plain values, never a secret, never what a user wrote. */
export type LogFields = Record<string, string | number | boolean | undefined>

export interface Log {
  info(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** Writes one JSON object a line to standard output, as Knative and every log collector expect. */
export function jsonLog(name: string, write: (line: string) => unknown = (line) => process.stdout.write(line)): Log {
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, function: name, message, ...fields })}\n`)
  return { info: line('info'), error: line('error') }
}
