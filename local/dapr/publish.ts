import type { Broker } from '../broker/broker.ts'
import { isMedia, isRaw, type Publication } from '../broker/envelope.ts'
import type { Component } from '../resources/read.ts'
import { mayUseTopic } from '../resources/topics.ts'
import { type Api, asTexts, type Call, noContent, queryMetadata } from './call.ts'
import { DaprFault, faults } from './errors.ts'

/** https://docs.dapr.io/reference/api/pubsub_api/ */
export function publishApi(broker: Broker, pubsubs: (app: string) => Map<string, Component>): Api {
  return async (call) => {
    if (call.method !== 'POST' && call.method !== 'PUT') throw faults.noRoute()
    const bulk = call.path[0] === 'bulk' && call.path.length > 2
    const [pubsub = '', ...rest] = bulk ? call.path.slice(1) : call.path
    const topic = rest.join('/')
    if (!pubsub || !topic) throw faults.noRoute()
    const { app, query, body, headers } = call
    const metadata = queryMetadata(query)
    const component = pubsubs(app).get(pubsub)
    if (!component) throw faults.noPubsub(pubsub, metadata)
    try {
      isRaw(metadata)
    } catch (error) {
      throw faults.pubsubMetadata(pubsub, metadata, error instanceof Error ? error.message : String(error))
    }
    const target = { pubsub, topic, app, traceparent: call.traceparent, tracestate: String(headers.tracestate ?? '') }
    const publications = bulk
      ? bulkEntries(call, target)
      : [{ ...target, contentType: headers['content-type'], body, metadata }]
    if (!mayUseTopic(component, 'publishingScopes', app, topic)) throw faults.topicForbidden(topic, pubsub, app)
    try {
      await broker.publish(publications)
    } catch (error) {
      if (error instanceof DaprFault) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw error instanceof SyntaxError ? faults.cloudEvent(pubsub, app, why) : faults.publish(topic, pubsub, why)
    }
    return noContent
  }
}

type Target = Pick<Publication, 'app' | 'pubsub' | 'topic' | 'traceparent' | 'tracestate'>

/** https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-bulk/#publishing-messages-in-bulk */
function bulkEntries({ body, query }: Call, target: Target): Publication[] {
  const { topic, pubsub, app } = target
  const seen = new Set<string>()
  return parseEntries(body, (why) => faults.bulkBody(topic, pubsub, app, why)).map(
    ({ entryId, event, contentType, metadata }) => {
      const bytes = bytesOf(event, contentType, (why) => faults.bulkEvent(topic, pubsub, app, why))
      if (entryId === '' || seen.has(entryId)) throw faults.bulkEntryId(topic, pubsub, app)
      seen.add(entryId)
      return { ...target, contentType, body: bytes, metadata: { ...queryMetadata(query), ...metadata } }
    },
  )
}

interface Entry {
  entryId: string
  event: unknown
  contentType: string
  metadata: Record<string, string>
}

function parseEntries(body: Buffer, fail: (why: string) => Error): Entry[] {
  let entries: unknown
  try {
    entries = JSON.parse(body.toString())
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error))
  }
  if (!Array.isArray(entries)) {
    const kind = entries === null ? 'null' : typeof entries
    throw fail(`json: cannot unmarshal ${kind} into Go value of type []http.bulkPublishMessageEntry`)
  }
  return entries.map((entry) => {
    const { entryId, event, contentType, metadata } = Object(entry)
    return {
      entryId: String(entryId ?? ''),
      event,
      contentType: String(contentType ?? ''),
      metadata: asTexts(metadata, 'bulkPublishMessageEntry.metadata', fail),
    }
  })
}

/** The bytes of an entry's event, by its content type (dapr pkg/api/http/util.go). */
function bytesOf(event: unknown, contentType: string, fail: (why: string) => Error): Buffer {
  const isText = typeof event === 'string'
  if (isMedia(contentType, 'application/octet-stream') && isText) {
    if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(event))
      throw fail('error: unable to decode base64 application/octect-stream data: illegal base64 data')
    return Buffer.from(event, 'base64')
  }
  if ((/^text\//i.test(contentType) || isMedia(contentType, 'application/xml')) && isText) return Buffer.from(event)
  if (isMedia(contentType, 'application/json') || isMedia(contentType, 'application/cloudevents+json'))
    return Buffer.from(JSON.stringify(event ?? null))
  throw fail('error: mismatch between contentType and event')
}
