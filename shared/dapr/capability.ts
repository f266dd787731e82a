import type { Access, Capability } from '../function/capability.ts'
import { components } from './components.ts'
import type { State } from './state.ts'

/** The state store itself, for what is not a task. */
export function stateAccess(access: Access): Capability<State> {
  return { grants: { components: { [components.state]: access } }, open: ({ dapr }) => dapr.state }
}
