import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Part, Resources } from './world.ts'

/** The documents that the cases of all parts use, and those of the parts. */
export function resourcesOf(parts: Part[]): Resources {
  return ({ brokers }) => [common(brokers), ...parts.flatMap(({ resources }) => resources ?? [])].join('\n---\n')
}

/** Every trace is told; nothing is denied. */
export const open = '  tracing: { samplingRate: "1" }'

/** A subscription; `spec` in YAML's flow style. */
export function subscription(app: string, topic: string, spec: string, pubsub = 'events'): string {
  const name = `${app}-${pubsub}-${topic}`
  return `{ apiVersion: dapr.io/v2alpha1, kind: Subscription, metadata: { name: ${name} }, scopes: [${app}], spec: { pubsubname: ${pubsub}, topic: ${topic}, ${spec} } }`
}

export function subscriptions(...documents: string[]): string {
  return documents.join('\n---\n')
}

/** Three Kafka components: one whose deliveries are tried again soon, one without any policy, one with topic scopes. */
function common(brokers: string): string {
  const kafka = (name: string, more = '') => `
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec:
  type: pubsub.kafka
  version: v1
  metadata:
    - { name: brokers, value: "${brokers}" }
    - { name: authType, value: none }
    - { name: initialOffset, value: oldest }
    - { name: consumerGroup, value: "{appID}-${name}" }
${more}`
  return `
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: state }
spec:
  type: state.postgresql
  version: v2
  metadata:
    - { name: connectionString, secretKeyRef: { name: database-url, key: database-url } }
    - { name: keyPrefix, value: none }
auth: { secretStore: secrets }
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: own }
spec:
  type: state.postgresql
  version: v2
  metadata:
    - { name: connectionString, secretKeyRef: { name: database-url, key: database-url } }
    - { name: tablePrefix, value: own_ }
    - { name: metadataTableName, value: own_metadata }
auth: { secretStore: secrets }
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: private }
spec:
  type: state.postgresql
  version: v2
  metadata:
    - { name: connectionString, secretKeyRef: { name: database-url, key: database-url } }
auth: { secretStore: secrets }
scopes: [beta]
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: database }
spec:
  type: bindings.postgresql
  version: v1
  metadata:
    - { name: connectionString, secretKeyRef: { name: database-url, key: database-url } }
    - { name: direction, value: output }
auth: { secretStore: secrets }
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: secrets }
spec:
  type: secretstores.local.file
  version: v1
  metadata:
    - { name: secretsFile, value: secrets.json }
---
${kafka('events')}
---
${kafka('plain')}
---
${kafka(
  'scoped',
  `    - { name: publishingScopes, value: "alpha=open;beta=open,reserved" }
    - { name: subscriptionScopes, value: "alpha=open;beta=" }
    - { name: allowedTopics, value: "open,reserved,free" }
    - { name: protectedTopics, value: "reserved" }
`,
)}
---
apiVersion: dapr.io/v1alpha1
kind: Resiliency
metadata: { name: conformance }
spec:
  policies:
    retries:
      soon: { policy: constant, duration: 200ms, maxRetries: 2 }
    timeouts:
      short: 1s
  targets:
    components:
      events:
        inbound: { retry: soon, timeout: short }
`
}

/** Writes each document to a file of its own: of a file of resiliency policies daprd reads the first document only. */
export async function writeResources(folder: string, yaml: string): Promise<void> {
  await mkdir(folder)
  for (const [index, document] of yaml.split('\n---\n').entries())
    await writeFile(join(folder, `${index}.yaml`), document)
}

/** What is in the file of secrets beside the connection string. */
export const secrets = { plain: 'v1', nested: { user: 'u', password: 'p' } }
