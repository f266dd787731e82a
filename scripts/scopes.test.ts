import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Manifest } from '../shared/function/manifest.ts'
import { withScopes } from './scopes.ts'
import { topicScopes } from './topic-scopes.ts'

const manifests: Manifest[] = [
  {
    name: 'api',
    kind: 'http',
    subscriptions: [],
    jobs: false,
    publishes: ['task-events'],
    components: { events: 'read-write', state: 'read' },
    secrets: ['key'],
    wake: true,
    concurrency: 1,
  },
]

const broker = `# Another broker.
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: events
spec:
  type: pubsub.other
  version: v1
  metadata:
    # Where it is.
    - name: host
      value: here
`

describe('the scopes of a component', () => {
  test('are the functions that use it; the rest of the file stays', () => {
    const text = withScopes(broker, manifests) ?? ''
    expect(text).toContain('# Another broker.')
    expect(text).toContain('    # Where it is.\n    - name: host\n      value: here\n')
    expect(parse(text).scopes).toEqual(['api'])
  })

  test('are topics too, where it is the broker, whichever it is', () => {
    const { spec } = parse(withScopes(broker, manifests) ?? '')
    const written = Object.fromEntries(spec.metadata.map(({ name, value }: Record<string, string>) => [name, value]))
    expect(written).toEqual({ host: 'here', ...topicScopes(manifests) })
  })

  test('are written once, however often', () => {
    const once = withScopes(broker, manifests) ?? ''
    expect(withScopes(once, manifests)).toBe(once)
  })

  test('are left alone in a component that is not ours', () => {
    expect(withScopes(broker.replace('name: events', 'name: other'), manifests)).toBeUndefined()
  })
})

test('the configuration lets functions read the secrets that they name', () => {
  const configuration = `kind: Configuration
metadata:
  name: x
spec:
  secrets:
    scopes:
      - storeName: secrets
        defaultAccess: deny
`
  expect(parse(withScopes(configuration, manifests) ?? '').spec.secrets.scopes).toEqual([
    { storeName: 'secrets', defaultAccess: 'deny', allowedSecrets: ['key'] },
  ])
})
