const UNIT_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 }

/** Milliseconds of a Go duration such as `1m30s` or `500ms`; null when it is none (https://pkg.go.dev/time#ParseDuration). */
export function goDuration(text: string): number | null {
  if (text === '0') return 0
  if (!/^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return null
  let total = 0
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(number) * (UNIT_MS[unit ?? ''] ?? 0)
  }
  return text.startsWith('-') ? -total : total
}

/** The moment that Dapr's time formats name, counted from `from` (both epoch milliseconds): Go duration, ISO 8601 duration, RFC 3339. */
export function moment(text: string, from: number): number | null {
  const duration = goDuration(text)
  if (duration !== null) return from + duration
  try {
    if (/^P/i.test(text)) {
      const start = Temporal.Instant.fromEpochMilliseconds(Math.floor(from)).toZonedDateTimeISO('UTC')
      return start.add(Temporal.Duration.from(text)).epochMilliseconds
    }
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Temporal.Instant.from(text).epochMilliseconds : null
  } catch {
    return null
  }
}

/** A duration as protobuf's JSON mapping writes it: seconds with no, three, six or nine decimals (`1s`, `0.500s`). */
export function protobufDuration(milliseconds: number): string {
  const nanoseconds = BigInt(Math.round(milliseconds * 1e6))
  const seconds = nanoseconds / 1_000_000_000n
  const rest = (nanoseconds % 1_000_000_000n).toString().padStart(9, '0')
  if (/^0+$/.test(rest)) return `${seconds}s`
  return `${seconds}.${rest.endsWith('000000') ? rest.slice(0, 3) : rest.endsWith('000') ? rest.slice(0, 6) : rest}s`
}
