import type { Capability } from '../function/capability.ts'
import type { CatnapEvent, EventDefinition, EventOf } from './define.ts'
import { makeEvent, toWire } from './envelope.ts'

/** Publishes events of the given definitions, at least once as long as the caller repeats what failed. */
export type Publisher<Definition extends EventDefinition> = {
  publish<Chosen extends Definition>(definition: Chosen, event: Omit<EventOf<Chosen>, 'type' | 'source'>): Promise<void>
}

/** Publishing without a change of state; what changes state goes through the outbox. */
export function publisher<const Definitions extends readonly EventDefinition[]>(
  ...definitions: Definitions
): Capability<Publisher<Definitions[number]>> {
  return {
    grants: { publishes: [...new Set(definitions.map(({ topic }) => topic))] },
    open: ({ dapr, name }) => ({
      async publish(definition, event) {
        const attributes: Omit<CatnapEvent, 'type' | 'source'> = event
        const made = makeEvent(definition, { ...attributes, source: `/catnap/${name}` })
        await dapr.publish(definition.topic, toWire(made), { partitionKey: made.user })
      },
    }),
  }
}
