import { databaseGrants, lazyDatabase } from '../database/capability.ts'
import { catalog } from '../events/catalog.ts'
import type { Access, Capability } from '../function/capability.ts'
import { type DeadLetters, deadLetters } from './dead-letters.ts'

/** Events that no subscriber could handle. Who may change them may also publish them again, on whatever topic they were. */
export function deadLetterBox(access: Access): Capability<DeadLetters> {
  const publishes = access === 'read' ? [] : [...new Set(catalog.map(({ topic }) => topic))]
  return {
    grants: { ...databaseGrants(access), publishes },
    open: ({ dapr }) => deadLetters(lazyDatabase(dapr)),
  }
}
