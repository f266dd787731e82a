import type { Broker } from '../broker/broker.ts'
import type { Publication } from '../broker/envelope.ts'
import type { Component } from '../resources/read.ts'
import { type Api, asObject, asTexts, type Call, noContent, queryMetadata } from './call.ts'
import { DaprFault, faults } from './errors.ts'

/** https://docs.dapr.io/reference/api/pubsub_api/ */
export function publishApi(broker: Broker, pubsubs: (app: string) => Map<string, Component>): Api {
  return async (call) => {
    if (call.method !== 'POST' && call.method !== 'PUT') throw faults.noRoute()
    const bulk = call.path[0] === 'bulk' && call.path.length > 2
    const [pubsub = '', ...rest] = bulk ? call.path.slice(1) : call.path
    const topic = rest.join('/')
    if (!pubsub || !topic) throw faults.noRoute()
    const component = pubsubs(call.app).get(pubsub)
    if (!component) throw faults.noPubsub(pubsub, call.app)
    if (!mayPublish(component, call.app, topic)) throw faults.topicForbidden(topic, pubsub, call.app)

    const target = {
      pubsub,
      topic,
      app: call.app,
      traceparent: call.traceparent,
      tracestate: String(call.headers.tracestate ?? ''),
    }
    const publications = bulk
      ? bulkEntries(call, target)
      : [{ ...target, contentType: call.headers['content-type'], body: call.body, metadata: queryMetadata(call.query) }]
    try {
      await broker.publish(publications)
    } catch (error) {
      if (error instanceof DaprFault) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw error instanceof SyntaxError
        ? faults.cloudEvent(pubsub, call.app, why)
        : faults.publish(topic, pubsub, call.app, why)
    }
    return noContent
  }
}

type Target = Pick<Publication, 'app' | 'pubsub' | 'topic' | 'traceparent' | 'tracestate'>

function bulkEntries(call: Call, target: Target): Publication[] {
  const fail = (why: string) => faults.bulkEvents(target.topic, target.pubsub, target.app, why)
  let entries: unknown
  try {
    entries = JSON.parse(call.body.toString())
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error))
  }
  if (!Array.isArray(entries)) throw fail('the body must be a list of entries')
  const seen = new Set<unknown>()
  return entries.map((entry) => {
    const { entryId, event, contentType = 'text/plain', metadata } = asObject(entry, 'pubsub.BulkMessageEntry')
    if (typeof entryId !== 'string' || entryId === '' || seen.has(entryId))
      throw fail(`error: entryId is duplicated or not present for entry`)
    seen.add(entryId)
    const text = typeof event === 'string' && !String(contentType).includes('json') ? event : JSON.stringify(event)
    return {
      ...target,
      contentType: String(contentType),
      body: contentType === 'application/octet-stream' ? Buffer.from(String(event), 'base64') : Buffer.from(text ?? ''),
      metadata: { ...queryMetadata(call.query), ...asTexts(metadata, 'BulkMessageEntry.metadata') },
    }
  })
}

/** `allowedTopics`, `protectedTopics` and `publishingScopes`: https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-scopes/ */
function mayPublish({ metadata }: Component, app: string, topic: string): boolean {
  const { allowedTopics, publishingScopes, protectedTopics } = metadata
  const names = (list: string) => list.split(',').map((name) => name.trim())
  if (allowedTopics && !names(allowedTopics).includes(topic)) return false
  const scopes = new Map(
    (publishingScopes ?? '').split(';').flatMap((scope) => {
      const [id, topics] = scope.split('=')
      return topics === undefined ? [] : [[id?.trim() ?? '', names(topics)]]
    }),
  )
  const own = scopes.get(app)
  if (own) return own.includes(topic)
  return !(protectedTopics && names(protectedTopics).includes(topic))
}
