import type { IncomingHttpHeaders } from 'node:http'
import { faults } from './errors.ts'

/** One request to the Dapr of one app. */
export interface Call {
  app: string
  method: string
  /** The path below `/v1.0/<api>/`, cut at the slashes and decoded. */
  path: string[]
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  /** The trace that the call belongs to, as a W3C `traceparent`. */
  traceparent: string
}

export interface Answer {
  status: number
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

/** One part of Dapr's API. */
export type Api = (call: Call) => Promise<Answer> | Answer

export const noContent: Answer = { status: 204 }

/** 200 with a text that is JSON already. */
export function json(body: string, headers: Record<string, string> = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body }
}

/** Makes the fault of a body that is wrong. */
type Malformed = (why: string) => Error

/** The body as JSON; throws daprd's ERR_MALFORMED_REQUEST. */
export function parseBody({ body }: Call, malformed: Malformed = faults.malformed): unknown {
  if (body.length === 0) throw malformed('EOF')
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error))
  }
}

/** A JSON object's members, or ERR_MALFORMED_REQUEST in Go's words. */
export function asObject(
  value: unknown,
  goType: string,
  malformed: Malformed = faults.malformed,
): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw malformed(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${goType}`)
}

export function asArray(value: unknown, goType: string): unknown[] {
  if (Array.isArray(value)) return value
  if (value === null) return []
  throw faults.malformed(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${goType}`)
}

/** A map of texts to texts, or ERR_MALFORMED_REQUEST. */
export function asTexts(
  value: unknown,
  field: string,
  malformed: Malformed = faults.malformed,
): Record<string, string> {
  if (value === undefined || value === null) return {}
  const texts: Record<string, string> = {}
  for (const [name, text] of Object.entries(asObject(value, 'map[string]string', malformed))) {
    if (typeof text !== 'string') throw malformed(mismatch(text, field, 'string'))
    texts[name] = text
  }
  return texts
}

/** What encoding/json says of a value that does not fit its field. */
export function mismatch(value: unknown, field: string, goType: string): string {
  return `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${field} of type ${goType}`
}

function jsonKind(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? 'array' : typeof value
}

/** The query's `metadata.X=Y` as a map. */
export function queryMetadata(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...query].flatMap(([name, value]) =>
      name.startsWith('metadata.') ? [[name.slice('metadata.'.length), value]] : [],
    ),
  )
}
