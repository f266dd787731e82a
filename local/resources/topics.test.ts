import { expect, test } from 'vitest'
import { mayUseTopic } from './topics.ts'

const metadata = {
  allowedTopics: 'open, reserved, free',
  protectedTopics: 'reserved',
  publishingScopes: 'alpha = open ; beta=open, reserved;gamma=',
}

test.each([
  ['alpha', 'open', true],
  ['alpha', 'free', false],
  ['alpha', 'reserved', false],
  ['beta', 'reserved', true],
  ['gamma', 'open', false],
  ['delta', 'free', true],
  ['delta', 'reserved', false],
  ['delta', 'unlisted', false],
])('%s publishing to %s: %s', (app, topic, expected) =>
  expect(mayUseTopic({ metadata }, 'publishingScopes', app, topic)).toBe(expected),
)

test('without scopes every topic is open to all', () => {
  expect(mayUseTopic({ metadata: {} }, 'subscriptionScopes', 'alpha', 'any')).toBe(true)
})
