// Type ids of pg_type, with the array types of those that have one of use here.
const ARRAYS: Record<number, number> = {
  1000: 16,
  1001: 17,
  1005: 21,
  1007: 23,
  1016: 20,
  1021: 700,
  1022: 701,
  1231: 1700,
  1009: 25,
  1015: 1043,
  1115: 1114,
  1182: 1082,
  1185: 1184,
  199: 114,
  3807: 3802,
  2951: 2950,
}
const TEXTS = new Set([25, 1043, 1042, 19])
const MICROSECOND = 1_000_000n

/** A value that Go's encoding/json refuses. */
export class Unserializable extends Error {
  override readonly name = 'Unserializable'
}

/** A parameter's text for PostgreSQL, or null; throws where pgx has no way to encode it. */
export function parameterText(value: unknown, type: number): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  const isJson = type === 114 || type === 3802
  if (TEXTS.has(type))
    throw new Error(`unable to encode ${JSON.stringify(value)} into text format for text (OID ${type})`)
  if (Array.isArray(value) && !isJson)
    return `{${value.map((item) => arrayItem(parameterText(item, ARRAYS[type] ?? 0))).join(',')}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function arrayItem(text: string | null): string {
  return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** A column's text as the JSON that daprd's bindings.postgresql gives (pgx's Go value through encoding/json). */
export function columnJson(text: string | null, type: number): string {
  if (text === null) return 'null'
  const element = ARRAYS[type]
  if (element !== undefined)
    return `[${parseArray(text)
      .map((item) => columnJson(item, element))
      .join(',')}]`
  switch (type) {
    case 16:
      return text === 't' ? 'true' : 'false'
    case 20:
    case 21:
    case 23:
    case 26:
      return text
    case 114:
    case 3802:
      return JSON.stringify(JSON.parse(text))
    case 700:
    case 701:
    case 1700:
      if (!/\d/.test(text)) throw new Unserializable(`json: unsupported value: ${text}`)
      return text
    case 17:
      return JSON.stringify(Buffer.from(text.slice(2), 'hex').toString('base64'))
    case 2950:
      return JSON.stringify([...Buffer.from(text.replaceAll('-', ''), 'hex')])
    case 1082:
      return JSON.stringify(`${text}T00:00:00Z`)
    case 1114:
    case 1184:
      return JSON.stringify(rfc3339(text))
    case 1083:
      return JSON.stringify({ Microseconds: microseconds(text), Valid: true })
    case 1186:
      return interval(text)
    default:
      return JSON.stringify(text)
  }
}

/** `2026-01-02 03:04:05.6+00` → `2026-01-02T03:04:05.6Z`. */
function rfc3339(text: string): string {
  const zone = /[+-]\d\d(:\d\d)?$/.exec(text)?.[0]
  const local = (zone ? text.slice(0, -zone.length) : text).replace(' ', 'T')
  if (!zone || zone === '+00') return `${local}Z`
  return Temporal.Instant.from(`${local}${zone.length === 3 ? `${zone}:00` : zone}`).toString()
}

function microseconds(clock: string): number {
  const [, sign = '', hours = '0', minutes = '0', seconds = '0', fraction = ''] =
    /^(-?)(\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(clock) ?? []
  const whole =
    (BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) * MICROSECOND + BigInt(fraction.padEnd(6, '0'))
  return Number(sign ? -whole : whole)
}

/** PostgreSQL's own style: `1 year 2 mons 3 days 04:05:06`. */
function interval(text: string): string {
  const amount = (unit: RegExp) => Number(unit.exec(text)?.[1] ?? 0)
  return JSON.stringify({
    Microseconds: microseconds(/-?\d+:\d+:\d+(\.\d+)?/.exec(text)?.[0] ?? '0:0:0'),
    Days: amount(/(-?\d+) days?/),
    Months: amount(/(-?\d+) years?/) * 12 + amount(/(-?\d+) mons?/),
    Valid: true,
  })
}

/** The items of a one-dimensional array literal. */
function parseArray(text: string): (string | null)[] {
  const items = text.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? []
  return items.map((item) =>
    item === 'NULL' ? null : item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item,
  )
}
