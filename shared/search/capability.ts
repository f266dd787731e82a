import { onDatabase } from '../database/capability.ts'
import type { Access, Capability } from '../function/capability.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

/** The read model of tasks. */
export function search(access: Access): Capability<SearchIndex> {
  return onDatabase(access, searchIndex)
}
