import type { Access, Grants } from './capability.ts'
import type { FunctionDefinition } from './definition.ts'

/** What a platform must know of a function to subscribe it, to grant it what it uses, and to wake it. */
export interface Manifest {
  name: string
  kind: FunctionDefinition['kind']
  subscriptions: { topic: string; types: string[] }[]
  /** Whether it schedules jobs that wake it later. */
  jobs: boolean
  publishes: string[]
  components: Record<string, Access>
  secrets: string[]
  /** Whether an event alone wakes it; one that holds connections needs events only while somebody is connected. */
  wake: boolean
  concurrency: number
  idleSeconds?: number
}

/** Reads a definition's manifest; starts nothing. */
export function manifestOf({ name, kind, subscriptions, uses, scale }: FunctionDefinition): Manifest {
  const grants = Object.values(uses).map((capability) => capability.grants)
  return {
    name,
    kind,
    subscriptions: [...subscriptions],
    jobs: grants.some(({ jobs }) => jobs),
    publishes: union(grants, 'publishes'),
    components: mergeComponents(grants, subscriptions.length > 0),
    secrets: union(grants, 'secrets'),
    wake: kind !== 'websocket',
    concurrency: scale.concurrency ?? 20,
    ...(scale.idleSeconds !== undefined && { idleSeconds: scale.idleSeconds }),
  }
}

function union(grants: Grants[], field: 'publishes' | 'secrets'): string[] {
  return [...new Set(grants.flatMap((grant) => grant[field] ?? []))].sort()
}

function mergeComponents(grants: Grants[], subscribes: boolean): Record<string, Access> {
  const merged: Record<string, Access> = {}
  const publishes = grants.some((grant) => grant.publishes?.length)
  if (subscribes || publishes) merged.events = publishes ? 'read-write' : 'read'
  for (const { components = {} } of grants) {
    for (const [name, access] of Object.entries(components)) {
      merged[name] = merged[name] === 'read-write' ? 'read-write' : access
    }
  }
  return merged
}
