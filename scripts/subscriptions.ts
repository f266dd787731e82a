import { stringify } from 'yaml'
import { components } from '../shared/dapr/components.ts'
import { catalog } from '../shared/events/catalog.ts'
import { deadLetterTopic } from '../shared/events/define.ts'
import type { Manifest } from '../shared/function/manifest.ts'
import type { Files } from './files.ts'

const note = '# Written by `npm run docs` from the functions themselves.\n'

/** A Dapr subscription (https://docs.dapr.io/reference/resource-specs/subscription-schema/) of one function. */
export type Subscription = ReturnType<typeof document>

/** The Dapr subscriptions of all functions: one for each topic of a function, routed by event type. */
export function subscriptionsOf(manifests: readonly Manifest[]): Subscription[] {
  return manifests.flatMap(({ name, subscriptions }) =>
    subscriptions.flatMap(({ topic, types }) => {
      if (types.length === 0) return [document(name, topic, { default: '/events' }, deadLetterTopic)]
      if (takesAll(topic, types)) return [document(name, topic, rulesFor(types), deadLetterTopic)]
      // Dapr takes an event that no rule of a subscription matches for failed, and publishes it to its dead-letter topic.
      // One of its own, of which only the types it wants are kept, leaves the others where nobody is woken by them.
      const own = `${deadLetterTopic}-${name}`
      return [document(name, topic, rulesFor(types), own), document(keeperOf(manifests), own, rulesFor(types))]
    }),
  )
}

/** The subscriptions as YAML: one file a function, one document a topic. */
export function subscriptionFiles(manifests: readonly Manifest[]): Files {
  const byFunction = Map.groupBy(subscriptionsOf(manifests), ({ scopes: [name] }) => `dapr/subscriptions/${name}.yaml`)
  return new Map(
    [...byFunction].map(([path, all]) => [
      path,
      note + all.map((one) => stringify(one, { lineWidth: 0 })).join('---\n'),
    ]),
  )
}

function takesAll(topic: string, types: readonly string[]): boolean {
  return catalog.every((event) => event.topic !== topic || types.includes(event.type))
}

/** The function that keeps dead letters. */
function keeperOf(manifests: readonly Manifest[]): string {
  const keeper = manifests.find(({ subscriptions }) => subscriptions.some(({ topic }) => topic === deadLetterTopic))
  if (!keeper) throw new Error(`no function listens to ${deadLetterTopic}`)
  return keeper.name
}

function rulesFor(types: readonly string[]) {
  return { rules: [{ match: types.map((type) => `event.type == "${type}"`).join(' || '), path: '/events' }] }
}

function document(name: string, topic: string, routes: object, deadLetters?: string) {
  return {
    apiVersion: 'dapr.io/v2alpha1',
    kind: 'Subscription',
    metadata: { name: `${name}-${topic}` },
    spec: {
      pubsubname: components.events,
      topic,
      routes,
      ...(deadLetters && { deadLetterTopic: deadLetters }),
    },
    scopes: [name] as const,
  }
}
