import { crypto } from './crypto.ts'

/**
 * Stands in, in the bundles of functions, for `uuid` and for what `@dapr/dapr` and `cloudevents` take from Node's crypto:
 * ids that they make up where we give none. Ours always have one, so crypto need not be loaded.
 */
export const randomUUID = () => crypto().randomUUID()
export const v4 = randomUUID

/** An id that is unlike any other, but no secret: 104 random bits that need no crypto. */
export const uniqueId = () => `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
