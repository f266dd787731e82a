import type { Manifest } from '../shared/function/manifest.ts'
import { subscriptionsOf } from './subscriptions.ts'

/** Metadata that any broker's component takes (https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-scopes/). */
export interface TopicScopes {
  allowedTopics: string
  protectedTopics: string
  publishingScopes: string
  subscriptionScopes: string
}

/**
 * Which function may publish to which topic, and hear which: what its manifest names, and the dead-letter topics of its
 * subscriptions, to which daprd publishes in its name. Every topic is protected, so that a function which is not named
 * here may do nothing.
 */
export function topicScopes(manifests: readonly Manifest[]): TopicScopes {
  const subscriptions = subscriptionsOf(manifests)
  const scopes = manifests.map(({ name, publishes }) => {
    const own = subscriptions.filter(({ scopes }) => scopes.includes(name)).map(({ spec }) => spec)
    return {
      name,
      publishes: unique([...publishes, ...own.flatMap(({ deadLetterTopic }) => deadLetterTopic ?? [])]),
      hears: unique(own.map(({ topic }) => topic)),
    }
  })
  const topics = unique(scopes.flatMap(({ publishes, hears }) => [...publishes, ...hears])).join(', ')
  const list = (field: 'publishes' | 'hears') =>
    scopes.map((scope) => `${scope.name}=${scope[field].join(',')}`).join('; ')
  return {
    allowedTopics: topics,
    protectedTopics: topics,
    publishingScopes: list('publishes'),
    subscriptionScopes: list('hears'),
  }
}

function unique(topics: readonly string[]): string[] {
  return [...new Set(topics)].sort()
}
