import { crypto } from './crypto.ts'

/** Stands in bundles for `uuid`, with which `cloudevents` makes up ids; our events all bring their own. */
export const v4 = () => crypto().randomUUID()
