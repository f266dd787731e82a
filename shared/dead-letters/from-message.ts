import { crypto } from '../builtin/crypto.ts'
import { catalog } from '../events/catalog.ts'
import { EventError, parseEvent } from '../events/envelope.ts'
import type { EventMessage } from '../function/definition.ts'
import type { DeadLetter } from './dead-letters.ts'

/**
 * What to keep of an event that Dapr gave up on. Dapr hands it over as it was, without a word of why; an event that breaks
 * its schema says so itself when it is read again.
 */
export function deadLetterFrom({ body }: EventMessage): Omit<DeadLetter, 'at' | 'number'> {
  const event = parseJson(body)
  const text = (name: string) => (typeof event[name] === 'string' ? event[name] : '')
  return {
    id: text('id') || crypto().createHash('sha256').update(body).digest('hex').slice(0, 32),
    topic: text('topic'),
    type: text('type'),
    user: text('partitionkey'),
    event,
    reason: reasonOf(body),
  }
}

function parseJson(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null) return Object.fromEntries(Object.entries(parsed))
  } catch {
    // Not JSON at all: kept as text, below.
  }
  return { raw: body }
}

function reasonOf(body: string): string {
  try {
    parseEvent(catalog, { headers: { 'content-type': 'application/cloudevents+json' }, body })
    return 'its handler kept failing until the retries ended; the log lines of this event id say why'
  } catch (error) {
    if (error instanceof EventError) return error.message
    throw error
  }
}
