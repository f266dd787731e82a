/**
 * Node's crypto, loaded when it is first needed: an event function rarely needs it, and an import at the top costs some
 * 10 ms of every waking.
 */
export const crypto = () => process.getBuiltinModule('node:crypto')
