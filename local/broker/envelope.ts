import { randomUUID } from 'node:crypto'

export interface Publication {
  app: string
  pubsub: string
  topic: string
  contentType: string | undefined
  body: Buffer
  /** The message's metadata; `cloudevent.*` overrides attributes. */
  metadata: Record<string, string>
  traceparent: string
  tracestate?: string | undefined
}

/** A message as it is stored and given to subscribers: the event for routing rules and its bytes. */
export interface Message {
  event: Record<string, unknown>
  body: Buffer
}

/** Makes the CloudEvent that daprd would make of a publication; throws when a CloudEvent is announced and is none. */
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
  if (metadata.rawPayload === 'true') return { event: {}, body }
  const media = (contentType ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? ''
  const common = { pubsubname: pubsub, topic, traceid: traceparent, traceparent, tracestate }
  const seconds = Number(metadata.ttlInSeconds)
  const expiration = seconds > 0 ? { expiration: wholeSeconds(Date.now() + seconds * 1000) } : {}

  if (media === 'application/cloudevents+json') {
    const event: unknown = JSON.parse(body.toString())
    if (typeof event !== 'object' || event === null || Array.isArray(event))
      throw new Error('a CloudEvent must be a JSON object')
    return message({ ...event, ...common, ...expiration })
  }
  const overrides = Object.entries(metadata).flatMap(([name, value]) =>
    name.startsWith('cloudevent.') ? [[name.slice('cloudevent.'.length), value]] : [],
  )
  return message({
    id: randomUUID(),
    source: app,
    specversion: '1.0',
    time: wholeSeconds(Date.now()),
    type: 'com.dapr.event.sent',
    datacontenttype: media,
    ...dataOf(media, body),
    ...common,
    ...expiration,
    ...Object.fromEntries(overrides),
  })
}

/** What a subscriber with metadata `rawPayload: "true"` gets for bytes that are no CloudEvent. */
export function rawEnvelope(body: Buffer, topic: string, pubsub: string): Message {
  return message({
    data_base64: body.toString('base64'),
    datacontenttype: 'application/octet-stream',
    id: randomUUID(),
    source: 'Dapr',
    specversion: '1.0',
    type: 'com.dapr.event.sent',
    topic,
    pubsubname: pubsub,
  })
}

function dataOf(media: string, body: Buffer): Record<string, unknown> {
  if (media === 'application/json' || media.endsWith('+json')) {
    try {
      return { data: JSON.parse(body.toString()) }
    } catch {
      // As daprd does: what calls itself JSON and is not is passed on as the text that it is.
      return { data: body.toString() }
    }
  }
  return media === 'application/octet-stream' ? { data_base64: body.toString('base64') } : { data: body.toString() }
}

/** Keys in alphabetical order, as Go writes a map. */
function message(event: Record<string, unknown>): Message {
  const sorted = Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { event: sorted, body: Buffer.from(JSON.stringify(sorted)) }
}

function wholeSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}
