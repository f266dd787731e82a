import { expect } from 'vitest'
import { subscription, subscriptions } from '../resources.ts'
import type { Case, Part } from '../world.ts'
import { about, docs, eventOf, made, publish } from './tools.ts'

const guide = docs('developing-applications/building-blocks/pubsub/howto-route-messages/')
const source = 'dapr pkg/runtime/subscription/subscription.go (findMatchingRoute)'

/** Publishes an event to a topic with rules and tells where it arrived. */
const goes =
  (topic: string, type: string, data: unknown, url: string, more: object = {}): Case['run'] =>
  async ({ dapr, recorder }) => {
    const event = made(type, data, more)
    await publish(dapr('alpha'), `events/${topic}`, event)
    const received = await recorder.until(about(event))
    expect(received.map((one) => [one.app, one.url])).toEqual([['beta', url]])
  }

const rules = `routes: { rules: [
  { match: 'event.type == "big" && event.data.n > 100', path: /huge },
  { match: 'event.type == "big" || event.type == "large"', path: /big },
  { match: 'event.subject == "me" && !(event.data.quiet)', path: /mine },
  { match: 'event.source != "conformance"', path: /foreign }
], default: /others }, deadLetterTopic: routed-dead`

export const routing: Part = {
  name: 'routing',
  resources: subscriptions(
    subscription('beta', 'routed', rules),
    subscription('beta', 'routed-dead', 'routes: { default: /unrouted }'),
    subscription(
      'beta',
      'routed-strictly',
      `routes: { rules: [{ match: 'event.type == "known"', path: /known }] }, deadLetterTopic: routed-dead`,
    ),
    subscription(
      'beta',
      'routed-or-not',
      `routes: { rules: [{ match: 'event.type == "known"', path: /known-or-not }] }`,
    ),
    subscription('alpha', 'for-both', 'routes: { default: /both }'),
    subscription('beta', 'for-both', 'routes: { default: /both }'),
  ),
  cases: [
    {
      name: 'the first rule that matches counts',
      source: guide,
      run: goes('routed', 'big', { n: 101 }, '/huge'),
    },
    {
      name: 'a later rule, when the earlier do not match',
      source: guide,
      run: goes('routed', 'big', { n: 100 }, '/big'),
    },
    { name: '|| of types', source: guide, run: goes('routed', 'large', {}, '/big') },
    {
      name: 'attributes and negation',
      source: 'https://github.com/google/cel-spec/blob/master/doc/langdef.md',
      run: goes('routed', 'small', { quiet: false }, '/mine', { subject: 'me' }),
    },
    {
      name: 'no rule: the default',
      source: guide,
      run: goes('routed', 'small', { quiet: true }, '/others', { subject: 'me' }),
    },
    {
      name: 'a rule about what an event does not have is an error, and the event a dead letter',
      source: `${source}; CEL: no such key`,
      run: goes('routed', 'small', {}, '/unrouted'),
    },
    {
      name: 'so is a comparison of what cannot be compared',
      source: `${source}; CEL: no such overload`,
      run: goes('routed', 'big', { n: 'many' }, '/unrouted'),
    },
    {
      name: 'an error beside something that decides alone does not count',
      source: 'CEL: && and || absorb errors',
      run: goes('routed', 'large', {}, '/big', { subject: 'me' }),
    },
    {
      name: 'no rule and no default: a dead letter',
      source,
      run: goes('routed-strictly', 'unknown', {}, '/unrouted'),
    },
    {
      name: 'no rule, no default, no dead letters: it is gone, and the next follows',
      source,
      async run({ dapr, recorder }) {
        const [gone, next] = [made('unknown'), made('known')]
        await publish(dapr('alpha'), 'events/routed-or-not', gone)
        await publish(dapr('alpha'), 'events/routed-or-not', next)
        await recorder.until(about(next, '/known-or-not'))
        expect(recorder.received(about(gone))).toEqual([])
      },
    },
    {
      name: 'each app that subscribed gets it',
      source: docs('developing-applications/building-blocks/pubsub/pubsub-overview/'),
      async run({ dapr, recorder }) {
        const event = made('both')
        await publish(dapr('beta'), 'events/for-both', event)
        const received = await recorder.until(about(event), 2)
        expect(received.map(({ app }) => app).sort()).toEqual(['alpha', 'beta'])
        expect(received.map(eventOf)[0]).toEqual(received.map(eventOf)[1])
      },
    },
  ],
}
