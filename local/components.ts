import type { PGlite } from '@electric-sql/pglite'
import type { Console } from './console.ts'
import { PostgresBinding } from './dapr/postgres-binding.ts'
import { readSecrets, type Secrets } from './dapr/secrets.ts'
import { StateStore } from './dapr/state-store.ts'
import { type Component, inScope, type Resources } from './resources/read.ts'

/** The components that this platform serves, as each app sees them. */
export interface Components {
  visible(app: string): Component[]
  states(app: string): Map<string, StateStore>
  pubsubs(app: string): Map<string, Component>
  bindings(app: string): Map<string, PostgresBinding>
  secrets(app: string): Map<string, Secrets>
  /** Forgets expired state. */
  clean(): Promise<void>
}

/** Makes what the YAML names: any state store, broker and Postgres binding on `database`, secrets from files in `folder`. */
export async function loadComponents(
  { components }: Resources,
  database: PGlite,
  folder: string,
  console: Console,
): Promise<Components> {
  const states = new Map<Component, StateStore>()
  const pubsubs = new Map<Component, Component>()
  const bindings = new Map<Component, PostgresBinding>()
  const secrets = new Map<Component, Secrets>()
  const served: Component[] = []
  for (const component of components) {
    if (component.type.startsWith('state.')) states.set(component, new StateStore(component, database))
    else if (component.type.startsWith('pubsub.')) pubsubs.set(component, component)
    else if (component.type === 'bindings.postgresql' || component.type === 'bindings.postgres')
      bindings.set(component, new PostgresBinding(database))
    else if (component.type === 'secretstores.local.file') secrets.set(component, await readSecrets(component, folder))
    else {
      console.note(
        `The component ${component.name} (${component.type}) is not offered by the embedded platform and left out.`,
      )
      continue
    }
    served.push(component)
  }
  for (const store of states.values()) await store.prepare()
  const clean = async () => {
    for (const store of states.values()) await store.clean()
  }
  await clean()

  const seen = <T>(all: Map<Component, T>) => {
    // Scopes do not change while the platform runs, and every call asks for them.
    const known = new Map<string, Map<string, T>>()
    return (app: string) => {
      const own =
        known.get(app) ??
        new Map([...all].flatMap(([component, one]) => (inScope(component, app) ? [[component.name, one]] : [])))
      known.set(app, own)
      return own
    }
  }
  return {
    visible: (app) => served.filter((component) => inScope(component, app)),
    states: seen(states),
    pubsubs: seen(pubsubs),
    bindings: seen(bindings),
    secrets: seen(secrets),
    clean,
  }
}
