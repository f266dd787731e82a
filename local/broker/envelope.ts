import { randomUUID } from 'node:crypto'
import { parseExactly } from './exact-json.ts'

export interface Publication {
  app: string
  pubsub: string
  topic: string
  contentType: string | undefined
  body: Buffer
  /** The message's metadata; some `cloudevent.*` override attributes. */
  metadata: Record<string, string>
  traceparent: string
  tracestate?: string | undefined
}

/** A message as it is stored and given to subscribers: the event for routing rules and its bytes. */
export interface Message {
  event: Record<string, unknown>
  body: Buffer
}

const DEFAULTS = { source: 'Dapr', type: 'com.dapr.event.sent', specversion: '1.0' }
const OVERRIDES = new Set(['id', 'source', 'type', 'subject', 'traceid', 'traceparent', 'tracestate'])

/**
 * Makes the CloudEvent that daprd would make of a publication (components-contrib pubsub/envelope.go); throws when a
 * CloudEvent is announced and is none.
 */
export function envelope({
  app,
  pubsub,
  topic,
  contentType,
  body,
  metadata,
  traceparent,
  tracestate = '',
}: Publication): Message {
  if (isRaw(metadata)) return { event: {}, body }
  const trace = { traceid: traceparent, traceparent }
  const seconds = Number(metadata.ttlInSeconds)
  const added = {
    pubsubname: pubsub,
    topic,
    ...(seconds > 0 && { expiration: wholeSeconds(Date.now() + seconds * 1000) }),
  }
  if (isMedia(contentType, 'application/cloudevents+json')) {
    const event = parseEvent(body)
    return message({
      ...DEFAULTS,
      time: wholeSeconds(Date.now()),
      tracestate,
      ...Object.fromEntries(Object.entries(event).filter(([name, value]) => value !== null || !(name in DEFAULTS))),
      // Its own trace counts only under the older name.
      ...(!('traceid' in event) && trace),
      ...added,
    })
  }
  const overrides = Object.fromEntries(
    Object.entries(metadata).flatMap(([name, value]) => {
      const attribute = name.toLowerCase().replace(/^cloudevent\./, '')
      return attribute !== name.toLowerCase() && OVERRIDES.has(attribute) ? [[attribute, value]] : []
    }),
  )
  const own = overrides.traceparent || overrides.traceid
  return message({
    ...DEFAULTS,
    id: randomUUID(),
    source: app,
    time: wholeSeconds(Date.now()),
    datacontenttype: contentType || 'text/plain',
    ...dataOf(contentType, body),
    tracestate,
    ...trace,
    ...overrides,
    ...(own && { traceid: own, traceparent: own }),
    ...added,
  })
}

/** What a subscriber with metadata `rawPayload: "true"` gets for bytes that are no CloudEvent. */
export function rawEnvelope(body: Buffer, topic: string, pubsub: string): Message {
  return message({
    ...DEFAULTS,
    data_base64: body.toString('base64'),
    datacontenttype: 'application/octet-stream',
    id: randomUUID(),
    topic,
    pubsubname: pubsub,
  })
}

/** Whether the bytes of a message are to be left as they are. Throws in the words of daprd when that is not clear. */
export function isRaw({ rawPayload = '' }: Record<string, string>): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(rawPayload)) return true
  if (/^(|0|f|F|FALSE|false|False)$/.test(rawPayload)) return false
  throw new Error(`rawPayload value must be a valid boolean: actual is '${rawPayload}'`)
}

/** Whether a content type is this media type, whatever its parameters. */
export function isMedia(contentType: string | undefined, media: string): boolean {
  return contentType?.toLowerCase().split(';')[0] === media
}

function parseEvent(body: Buffer): object {
  const event = parseExactly(body.toString())
  if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event
  const kind = Array.isArray(event) ? 'array' : typeof event
  throw new SyntaxError(`json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`)
}

function dataOf(contentType: string | undefined, body: Buffer): Record<string, unknown> {
  if (isMedia(contentType, 'application/json')) {
    try {
      return { data: parseExactly(body.toString()) }
    } catch {
      // As daprd does: what calls itself JSON and is not is passed on as the text that it is.
      return { data: body.toString() }
    }
  }
  return isMedia(contentType, 'application/octet-stream')
    ? { data_base64: body.toString('base64') }
    : { data: body.toString() }
}

/** Keys in alphabetical order, as Go writes a map. */
function message(event: Record<string, unknown>): Message {
  const sorted = Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { event: sorted, body: Buffer.from(JSON.stringify(sorted)) }
}

function wholeSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}
