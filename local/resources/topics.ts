import type { Component } from './read.ts'

/**
 * Whether `app` may publish or subscribe to a topic of a broker, by the component's `allowedTopics`, `protectedTopics`,
 * `publishingScopes` and `subscriptionScopes`:
 * https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-scopes/
 */
export function mayUseTopic(
  { metadata }: Pick<Component, 'metadata'>,
  scopes: 'publishingScopes' | 'subscriptionScopes',
  app: string,
  topic: string,
): boolean {
  const allowed = names(metadata.allowedTopics)
  if (allowed.length > 0 && !allowed.includes(topic)) return false
  const own = scopesOf(metadata[scopes], app)
  if (own.length === 0 && !names(metadata.protectedTopics).includes(topic)) return true
  return own.includes(topic)
}

/** The topics named for an app in `app=topic,topic;app=topic`; an app named without any has one that is no topic. */
function scopesOf(scopes: string | undefined, app: string): string[] {
  return (scopes ?? '').split(';').flatMap((scope) => {
    const [id, topics] = scope.replaceAll(' ', '').split('=')
    return id === app && topics !== undefined ? topics.split(',') : []
  })
}

function names(list: string | undefined): string[] {
  return list ? list.replaceAll(' ', '').split(',') : []
}
