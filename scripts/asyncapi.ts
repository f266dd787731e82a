import { toJsonSchema } from '@valibot/to-json-schema'
import { catalog } from '../shared/events/catalog.ts'
import type { EventDefinition } from '../shared/events/define.ts'
import type { Manifest } from '../shared/function/manifest.ts'
import type { Files } from './files.ts'

/** The JSON Schema (draft 2020-12) of an event as it goes over the wire: a structured CloudEvent. */
export function eventSchema({ type, description, data }: EventDefinition): Record<string, unknown> {
  const { $schema: _, ...dataSchema } = toJsonSchema(data, { typeMode: 'output', errorMode: 'ignore' })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://catnap.dev/events/${type}.json`,
    title: type,
    description,
    type: 'object',
    required: ['specversion', 'id', 'type', 'source', 'subject', 'partitionkey', 'time', 'datacontenttype', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string', minLength: 1, description: 'The same however often the event arrives' },
      type: { const: type },
      source: { type: 'string', format: 'uri-reference', minLength: 1 },
      subject: { type: 'string', description: 'The id of the task' },
      partitionkey: { type: 'string', description: 'The id of the user, whose events keep their order' },
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      data: dataSchema,
    },
  }
}

/** One schema file an event. */
export function schemaFiles(): Files {
  return new Map(catalog.map((event) => [`docs/events/${event.type}.json`, json(eventSchema(event))]))
}

/** What is published on which topic by whom, and who receives it, as AsyncAPI 3. */
export function asyncApiFile(manifests: readonly Manifest[]): Files {
  const topics = [...new Set(catalog.map(({ topic }) => topic))]
  const messagesOf = (topic: string) => catalog.filter((event) => event.topic === topic)
  const reference = (topic: string, type: string) => ({ $ref: `#/channels/${topic}/messages/${type}` })
  const operations = manifests.flatMap(({ name, publishes, subscriptions }) => [
    ...publishes.map((topic) => [
      `${name}-sends-${topic}`,
      {
        action: 'send',
        channel: { $ref: `#/channels/${topic}` },
        messages: messagesOf(topic).map(({ type }) => reference(topic, type)),
      },
    ]),
    ...subscriptions
      .filter(({ types }) => types.length > 0)
      .map(({ topic, types }) => [
        `${name}-receives-${topic}`,
        {
          action: 'receive',
          channel: { $ref: `#/channels/${topic}` },
          messages: types.map((type) => reference(topic, type)),
        },
      ]),
  ])
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Catnap events',
      version: '1.0.0',
      description: 'CloudEvents 1.0 in structured mode over Dapr pub/sub.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      topics.map((topic) => [
        topic,
        {
          address: topic,
          messages: Object.fromEntries(
            messagesOf(topic).map(({ type, description }) => [
              type,
              { name: type, summary: description, payload: { $ref: `./events/${type}.json` } },
            ]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(operations),
  }
  return new Map([['docs/asyncapi.json', json(document)]])
}

export function json(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
