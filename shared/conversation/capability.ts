import type { Capability } from '../function/capability.ts'
import { type ConversationStore, conversationStore } from './store.ts'

/** The users' conversations. */
export function conversations(): Capability<ConversationStore> {
  return {
    grants: { components: { state: 'read-write' } },
    open: ({ dapr }) => conversationStore(dapr),
  }
}
