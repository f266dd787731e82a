import { onDatabase } from '../database/capability.ts'
import type { Access, Capability } from '../function/capability.ts'
import { type DeadLetters, deadLetters } from './dead-letters.ts'

/** Events that no subscriber could handle. */
export function deadLetterBox(access: Access): Capability<DeadLetters> {
  return onDatabase(access, deadLetters)
}
