import { CloudEvent, type CloudEventV1, HTTP } from 'cloudevents'
import * as v from 'valibot'
import type { WireEvent } from '../dapr/client.ts'
import { Instant } from '../tasks/task.ts'
import type { CatnapEvent, EventDefinition, EventOf } from './define.ts'

/** An event that breaks the CloudEvents specification or its own schema: repeating it would not help. */
export class EventError extends Error {
  override readonly name = 'EventError'
}

/** A new event; throws when `data` breaks the schema, so that nothing malformed is ever published. */
export function makeEvent<Type extends string, Data extends v.GenericSchema>(
  definition: EventDefinition<Type, Data>,
  event: Omit<CatnapEvent<Type, v.InferInput<Data>>, 'type'>,
): CatnapEvent<Type, v.InferOutput<Data>> {
  return { ...event, type: definition.type, data: v.parse(definition.data, event.data) }
}

/** The event as structured-mode CloudEvents JSON (CloudEvents 1.0, JSON format). */
export function toWire({ user, data, ...attributes }: CatnapEvent): WireEvent {
  // Not strict: `makeEvent` has checked it, and the package's own check costs a waking 5 ms of regular expressions.
  const event = new CloudEvent({ ...attributes, partitionkey: user, datacontenttype: 'application/json', data }, false)
  return event.toJSON()
}

const Attributes = v.object({
  id: v.pipe(v.string('id must be text'), v.minLength(1, 'id must not be empty')),
  source: v.pipe(v.string('source must be text'), v.minLength(1, 'source must not be empty')),
  subject: v.pipe(v.string('subject must be the task id'), v.minLength(1, 'subject must not be empty')),
  partitionkey: v.pipe(v.string('partitionkey must be the user id'), v.minLength(1, 'partitionkey must not be empty')),
  time: v.pipe(v.string('time must be an instant'), Instant),
})

/**
 * Reads a CloudEvent in binary or structured mode (CloudEvents HTTP binding §3) and checks it by the schema of its type.
 * Throws an {@link EventError} that says what is wrong.
 */
export function parseEvent<Definition extends EventDefinition>(
  definitions: readonly Definition[],
  message: { headers: Record<string, string>; body: string },
): EventOf<Definition> {
  const event = readCloudEvent(message)
  const definition = definitions.find(({ type }) => type === event.type)
  if (!definition)
    throw new EventError(`type "${event.type}" is not one of ${definitions.map(({ type }) => type).join(', ')}`)
  const { partitionkey, ...attributes } = parse(Attributes, event, '')
  const data = parse(definition.data, event.data, 'data')
  return { ...attributes, user: partitionkey, type: definition.type, data } as EventOf<Definition>
}

function readCloudEvent(message: { headers: Record<string, string>; body: string }): CloudEventV1<unknown> {
  let event: CloudEventV1<unknown> | CloudEventV1<unknown>[]
  try {
    event = HTTP.toEvent(message)
  } catch (error) {
    throw new EventError(`not a CloudEvent: ${error instanceof Error ? error.message : error}`)
  }
  if (Array.isArray(event)) throw new EventError('a batch of events; one at a time is expected')
  // The package makes up an id where there is none, and a repetition of such an event could not be told from a new one.
  const id = message.headers['ce-id'] ?? identify(message.body).id
  if (id === '') throw new EventError('id must not be empty')
  return event
}

function parse<Schema extends v.GenericSchema>(schema: Schema, input: unknown, name: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input)
  if (result.success) return result.output
  const reasons = result.issues.map((issue) => {
    const path = [name, v.getDotPath(issue)].filter(Boolean).join('.')
    return `${path}: ${issue.message.startsWith('Invalid key') ? 'is required' : issue.message}`
  })
  throw new EventError(reasons.join('; '))
}

/** Id and type of a structured event as far as they can be read, for the log line of one that cannot be parsed. */
export function identify(body: string): { id: string; type: string } {
  let event: unknown
  try {
    event = JSON.parse(body)
  } catch {
    event = null
  }
  const { id = '', type = '' } = Object(event)
  return { id: String(id), type: String(type) }
}
