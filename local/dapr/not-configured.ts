import type { Api } from './call.ts'
import { DaprFault } from './errors.ts'

/** Building blocks that no component here offers, with what daprd answers for them. */
export const notConfigured: Record<string, Api> = {
  lock: refuse(500, 'ERR_LOCK_STORE_NOT_CONFIGURED', 'lock store is not configured'),
  unlock: refuse(500, 'ERR_LOCK_STORE_NOT_CONFIGURED', 'lock store is not configured'),
  configuration: refuse(500, 'ERR_CONFIGURATION_STORE_NOT_CONFIGURED', 'configuration stores not configured'),
  conversation: refuse(400, 'ERR_CONVERSATION_NOT_FOUND', 'conversation component is not found'),
  actors: refuse(500, 'ERR_ACTOR_INVOKE_METHOD', 'actor runtime is not configured'),
}

function refuse(status: number, errorCode: string, message: string): Api {
  return () => {
    throw new DaprFault(status, errorCode, message)
  }
}
