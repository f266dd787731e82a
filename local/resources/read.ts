import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import * as v from 'valibot'
import { parseAllDocuments } from 'yaml'
import { type Configuration, configurationOf } from './configuration.ts'
import { compileMatch, type Match } from './match.ts'
import { type InboundPolicy, inboundPolicy } from './resiliency.ts'
import { ComponentDocument, ConfigurationDocument, ResiliencyDocument, SubscriptionDocument } from './schemas.ts'

export interface Component {
  name: string
  type: string
  version: string
  metadata: Record<string, string>
  /** Apps that see it; undefined: all. */
  scopes?: string[] | undefined
}

/** How many events are delivered in one request, and how long the first of them waits for others. */
export interface BulkSubscribe {
  maxMessagesCount: number
  maxAwaitDurationMs: number
}

export interface Subscription {
  pubsub: string
  topic: string
  rules: { match: string; matches: Match; path: string }[]
  defaultPath?: string | undefined
  deadLetterTopic?: string | undefined
  bulk?: BulkSubscribe | undefined
  metadata: Record<string, string>
  scopes?: string[] | undefined
}

/** What the YAML under the resources folder says, checked. */
export interface Resources {
  components: Component[]
  subscriptions: Subscription[]
  inbound(pubsub: string): InboundPolicy
  configuration: Configuration
}

/** https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-bulk/; Kafka's component has its own. */
const BULK_DEFAULTS = {
  kafka: { maxMessagesCount: 80, maxAwaitDurationMs: 10_000 },
  others: { maxMessagesCount: 100, maxAwaitDurationMs: 1_000 },
}

/** A resource that cannot be used; the message names its file and field. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError'
}

/** YAML that takes the place of another file where somebody puts it there. */
const ALTERNATIVES = 'alternatives/'

/** Reads every YAML document under `folder` but the alternatives. Documents that are not Dapr's are passed over. */
export async function readResources(folder: string): Promise<Resources> {
  const components: Component[] = []
  const subscriptions: Subscription[] = []
  const resiliency: ResiliencyDocument[] = []
  const configurations: ConfigurationDocument[] = []
  const files = (await readdir(folder, { recursive: true }))
    .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith(ALTERNATIVES))
    .sort()

  for (const name of files) {
    const file = join(folder, name)
    for (const document of await documentsOf(file)) {
      const at = (error: string) => new ResourceError(`${relative('.', file)}: ${error}`)
      switch (document.kind) {
        case 'Component':
          components.push(componentOf(check(ComponentDocument, document, at), components, at))
          break
        case 'Subscription':
          subscriptions.push(subscriptionOf(check(SubscriptionDocument, document, at), at))
          break
        case 'Resiliency':
          resiliency.push(check(ResiliencyDocument, document, at))
          break
        case 'Configuration':
          configurations.push(check(ConfigurationDocument, document, at))
          break
        default:
          throw at(`kind: ${document.kind} is not offered here (Component, Subscription, Resiliency, Configuration)`)
      }
    }
  }
  for (const { pubsub, topic, bulk } of subscriptions) {
    const component = components.find(({ name, type }) => name === pubsub && type.startsWith('pubsub.'))
    if (!component) {
      throw new ResourceError(`the subscription to ${topic}: spec.pubsubname: there is no pub/sub component ${pubsub}`)
    }
    const usual = BULK_DEFAULTS[component.type === 'pubsub.kafka' ? 'kafka' : 'others']
    if (bulk) {
      bulk.maxMessagesCount ||= usual.maxMessagesCount
      bulk.maxAwaitDurationMs ||= usual.maxAwaitDurationMs
    }
  }
  const inbound = (pubsub: string) => inboundPolicy(resiliency, pubsub)
  try {
    for (const { name } of components) inbound(name)
  } catch (error) {
    throw new ResourceError(
      `resiliency under ${relative('.', folder)}: ${error instanceof Error ? error.message : error}`,
    )
  }
  return { components, subscriptions, inbound, configuration: configurationOf(configurations) }
}

async function documentsOf(file: string): Promise<Record<string, unknown>[]> {
  const documents: Record<string, unknown>[] = []
  for (const document of parseAllDocuments(await readFile(file, 'utf8'))) {
    const [error] = document.errors
    if (error) throw new ResourceError(`${relative('.', file)}: ${error.message}`)
    const content: Record<string, unknown> = Object(document.toJS())
    if (String(content.apiVersion).startsWith('dapr.io/')) documents.push(content)
  }
  return documents
}

function check<Schema extends v.GenericSchema>(
  schema: Schema,
  document: unknown,
  at: (error: string) => Error,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, document)
  if (result.success) return result.output
  throw at(result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`).join('; '))
}

function componentOf(
  { metadata, spec, scopes }: v.InferOutput<typeof ComponentDocument>,
  others: Component[],
  at: (error: string) => Error,
): Component {
  if (others.some(({ name }) => name === metadata.name))
    throw at(`metadata.name: there are two components ${metadata.name}`)
  if (spec.metadata.outboxPublishPubsub) throw at('spec.metadata.outboxPublishPubsub: the outbox is not offered here')
  return { name: metadata.name, ...spec, scopes }
}

function subscriptionOf(
  { spec, scopes }: v.InferOutput<typeof SubscriptionDocument>,
  at: (error: string) => Error,
): Subscription {
  const { pubsubname: pubsub, topic, deadLetterTopic, metadata, routes, bulkSubscribe } = spec
  const rules = routes.rules.map(({ match, path }, index) => {
    try {
      return { match, path, matches: match === '' ? () => true : compileMatch(match) }
    } catch (error) {
      throw at(`spec.routes.rules.${index}.match: ${error instanceof Error ? error.message : error}`)
    }
  })
  if (rules.length === 0 && !routes.default) throw at('spec.routes: must name a default path or rules')
  const { maxMessagesCount = 0, maxAwaitDurationMs = 0 } = bulkSubscribe ?? {}
  const bulk = bulkSubscribe?.enabled ? { maxMessagesCount, maxAwaitDurationMs } : undefined
  return { pubsub, topic, rules, defaultPath: routes.default, deadLetterTopic, bulk, metadata, scopes }
}

/** Whether `app` may use what has these scopes. */
export function inScope({ scopes }: { scopes?: string[] | undefined }, app: string): boolean {
  return scopes === undefined || scopes.length === 0 || scopes.includes(app)
}
