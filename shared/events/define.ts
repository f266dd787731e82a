import type * as v from 'valibot'

export type Topic = 'task-events' | 'reminders' | 'task-updates'

/** Where events that no subscriber could handle wait to be looked at and replayed. */
export const deadLetterTopic = 'dead-letters'

/** An event that can happen: its versioned type never changes meaning; a new meaning is a new version. */
export interface EventDefinition<Type extends string = string, Data extends v.GenericSchema = v.GenericSchema> {
  type: Type
  topic: Topic
  /** What happened, in a sentence, for documents. */
  description: string
  data: Data
}

export function defineEvent<const Type extends string, Data extends v.GenericSchema>(
  definition: EventDefinition<Type, Data>,
): EventDefinition<Type, Data> {
  return definition
}

/** An event as a handler receives it. */
export interface CatnapEvent<Type extends string = string, Data = unknown> {
  /** The same however often the event arrives. */
  id: string
  type: Type
  source: string
  /** The task that the event is about. */
  subject: string
  /** The user whose event it is: the CloudEvents attribute `partitionkey`, so that one user's events stay in order. */
  user: string
  /** The moment of the change. */
  time: string
  data: Data
}

/** The event that one of several definitions describes. */
export type EventOf<Definition extends EventDefinition> =
  Definition extends EventDefinition<infer Type, infer Data> ? CatnapEvent<Type, v.InferOutput<Data>> : never
