import { expect, test } from 'vitest'
import type { Manifest } from '../shared/function/manifest.ts'
import { topicScopes } from './topic-scopes.ts'

function manifest(name: string, topics: string[], publishes: string[] = []): Manifest {
  const subscriptions = topics.map((topic) => ({ topic, types: [] }))
  const rest = { jobs: false, components: {}, secrets: [], wake: true, concurrency: 1 }
  return { ...rest, name, kind: 'event', subscriptions, publishes }
}

const scopes = topicScopes([
  manifest('api', [], ['orders']),
  manifest('biller', ['orders'], ['bills']),
  manifest('keeper', ['dead-letters']),
])

test('a function may publish what it says, and its dead letters, which daprd publishes in its name', () => {
  expect(scopes.publishingScopes).toBe('api=orders; biller=bills,dead-letters; keeper=dead-letters')
})

test('a function may hear what it subscribes to, and nothing when it does not', () => {
  expect(scopes.subscriptionScopes).toBe('api=; biller=orders; keeper=dead-letters')
})

test('there are no other topics, and none is open to a function that is not named', () => {
  expect(scopes.allowedTopics).toBe('bills, dead-letters, orders')
  expect(scopes.protectedTopics).toBe(scopes.allowedTopics)
})

test('the dead letters that are kept for one function are published by it and heard by the keeper', () => {
  const some = manifest('some', [])
  some.subscriptions = [{ topic: 'task-events', types: ['dev.catnap.task.completed.v1'] }]
  const { publishingScopes, subscriptionScopes } = topicScopes([some, manifest('keeper', ['dead-letters'])])
  expect(publishingScopes).toBe('some=dead-letters-some; keeper=dead-letters')
  expect(subscriptionScopes).toBe('some=task-events; keeper=dead-letters,dead-letters-some')
})
