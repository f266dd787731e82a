import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inScope, readResources } from './read.ts'

async function folderOf(yaml: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'catnap-yaml-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'some.yaml'), yaml)
  return folder
}

const component = (spec: string, name = 'x') =>
  `apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: ${name}}\nspec: ${spec}\n`
const subscription = (spec: string) =>
  `apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata: {name: x}\nspec: ${spec}\n`
const resiliency = (spec: string) =>
  `apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: x}\nspec: ${spec}\n`

describe('reading the resources', () => {
  test('takes every document of every file, in whatever folder', async () => {
    const { components, subscriptions } = await readResources(join(import.meta.dirname, '../fixtures/dapr'))
    expect(components.map(({ name }) => name)).toEqual([
      'state',
      'own',
      'private',
      'events',
      'quiet',
      'database',
      'secrets',
    ])
    expect(subscriptions).toHaveLength(8)
  })

  test('passes over what is not of Dapr', async () => {
    const folder = await folderOf('version: 1\napps: []\n---\n---\nkind: Deployment\napiVersion: apps/v1\n')
    expect((await readResources(folder)).components).toEqual([])
  })

  test('takes metadata values of any plain kind, and leaves references to secrets alone', async () => {
    const metadata =
      '[{name: a, value: 1}, {name: b, value: true}, {name: c, secretKeyRef: {name: s, key: k}}, {name: d, value: x}]'
    const { components } = await readResources(await folderOf(component(`{type: state.redis, metadata: ${metadata}}`)))
    expect(components[0]?.metadata).toEqual({ a: '1', b: 'true', d: 'x' })
  })

  test.each([
    ['pubsub.kafka', '{enabled: true}', { maxMessagesCount: 80, maxAwaitDurationMs: 10_000 }],
    ['pubsub.rabbitmq', '{enabled: true, maxMessagesCount: 7}', { maxMessagesCount: 7, maxAwaitDurationMs: 1_000 }],
    ['pubsub.kafka', '{enabled: false, maxMessagesCount: 7}', undefined],
  ])('takes bulk delivery with the defaults of the broker: %s %s', async (type, bulk, expected) => {
    const spec = `{pubsubname: x, topic: t, routes: {default: /e}, bulkSubscribe: ${bulk}}`
    const folder = await folderOf(`${component(`{type: ${type}}`)}---\n${subscription(spec)}`)
    expect((await readResources(folder)).subscriptions[0]?.bulk).toEqual(expected)
  })

  test.each([
    ['a component without a type', component('{version: v1}'), 'some.yaml: spec.type: '],
    ['a type that is none', component('{type: postgres}'), 'must be a type such as state.postgresql'],
    [
      'two components of one name',
      `${component('{type: state.a}')}---\n${component('{type: state.b}')}`,
      'two components x',
    ],
    [
      'an outbox',
      component('{type: state.a, metadata: [{name: outboxPublishPubsub, value: y}]}'),
      'the outbox is not offered',
    ],
    ['an unknown kind', 'apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\n', 'kind: HTTPEndpoint is not offered'],
    ['a subscription without a topic', subscription('{pubsubname: p, routes: {default: /e}}'), 'spec.topic: '],
    ['one without any route', subscription('{pubsubname: p, topic: t, routes: {}}'), 'spec.routes: must name'],
    [
      'a path that is none',
      subscription('{pubsubname: p, topic: t, routes: {default: e}}'),
      'must be a path such as /events',
    ],
    [
      'a rule it does not know',
      subscription('{pubsubname: p, topic: t, routes: {rules: [{match: "has(x)", path: /e}]}}'),
      'spec.routes.rules.0.match: does not know has',
    ],
    [
      'bulk delivery without saying so',
      subscription('{pubsubname: p, topic: t, routes: {default: /e}, bulkSubscribe: {enabled: "yes"}}'),
      'spec.bulkSubscribe.enabled: must be true or false',
    ],
    [
      'a policy that is none',
      resiliency('{policies: {retries: {a: {policy: linear}}}}'),
      'must be constant or exponential',
    ],
    [
      'a circuit breaker',
      resiliency('{targets: {components: {a: {inbound: {circuitBreaker: b}}}}}'),
      'spec.targets.components.a.inbound.circuitBreaker: is not offered here',
    ],
    [
      'retries by status',
      resiliency('{policies: {retries: {a: {matching: {httpStatusCodes: "500"}}}}}'),
      'spec.policies.retries.a.matching: is not offered here',
    ],
    ['policies for apps', resiliency('{targets: {apps: {a: {retry: b}}}}'), 'spec.targets.apps: is not offered here'],
    [
      'policies of single apps',
      'apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata: {name: x}\nspec: {accessControl: {policies: [{appId: a}]}}\n',
      'spec.accessControl.policies: policies of single apps need mTLS',
    ],
    ['broken YAML', 'a: [1,\n', 'some.yaml: '],
  ])('refuses %s, naming file and field', async (_, yaml, message) => {
    await expect(readResources(await folderOf(yaml))).rejects.toThrow(message)
  })

  test('refuses a target that names a policy that is not there', async () => {
    const yaml = `${component('{type: pubsub.kafka}')}---\n${resiliency('{targets: {components: {x: {inbound: {retry: nope}}}}}')}`
    await expect(readResources(await folderOf(yaml))).rejects.toThrow('there is no retry policy nope')
  })

  test('says when the folder is missing', async () => {
    await expect(readResources('/nowhere/at/all')).rejects.toThrow('/nowhere/at/all')
  })
})

test('no scopes, or empty ones, mean every app', () => {
  expect([
    inScope({}, 'a'),
    inScope({ scopes: [] }, 'a'),
    inScope({ scopes: ['b'] }, 'a'),
    inScope({ scopes: ['a'] }, 'a'),
  ]).toEqual([true, true, false, true])
})
