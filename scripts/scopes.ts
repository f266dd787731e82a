import { readdir, readFile } from 'node:fs/promises'
import { type Document, isMap, isSeq, parseAllDocuments, Scalar, type YAMLMap } from 'yaml'
import { components } from '../shared/dapr/components.ts'
import type { Manifest } from '../shared/function/manifest.ts'
import { root } from './definitions.ts'
import type { Files } from './files.ts'
import { topicScopes } from './topic-scopes.ts'

const note = ' Written by `npm run docs` from the functions themselves:'

/** Components that only those functions see which use them; the secret store is other components' too, so all see it. */
const scoped: string[] = [components.state, components.events, components.database]

/** The files under `dapr/` in which functions have scopes, as they should be. */
export async function scopedFiles(manifests: readonly Manifest[]): Promise<Files> {
  const files: Files = new Map()
  for (const path of await yamlFiles()) {
    const text = withScopes(await readFile(root + path, 'utf8'), manifests)
    if (text !== undefined) files.set(path, text)
  }
  return files
}

/**
 * The YAML with what functions may do set in it: components are seen by those that use them, topics are for those that
 * publish or hear them, secrets are those that are read. Any broker's component that is named `events` gets the same. The
 * rest stays as it is; undefined when there is nothing to set.
 */
export function withScopes(text: string, manifests: readonly Manifest[]): string | undefined {
  const documents = parseAllDocuments(text)
  const concerned = documents.filter((document) => setScopes(document, manifests))
  if (concerned.length === 0) return undefined
  return documents.map((document) => document.toString({ lineWidth: 120 })).join('---\n')
}

async function yamlFiles(): Promise<string[]> {
  const names = await readdir(`${root}dapr`, { recursive: true })
  return names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `dapr/${name}`)
    .sort()
}

/** Whether there was anything to set in the document. */
function setScopes(document: Document, manifests: readonly Manifest[]): boolean {
  const name = String(document.getIn(['metadata', 'name']))
  if (document.get('kind') === 'Configuration') {
    setSecretScopes(document, manifests)
    return true
  }
  if (document.get('kind') !== 'Component' || !scoped.includes(name)) return false
  const users = manifests.filter((manifest) => name in manifest.components).map((manifest) => manifest.name)
  document.set('scopes', document.createNode(users))
  if (name === components.events) setTopicScopes(document, manifests)
  return true
}

/** Dapr has secret scopes only in the configuration, which all share: no function reads a secret that none of them names. */
function setSecretScopes(document: Document, manifests: readonly Manifest[]): void {
  const names = [...new Set(manifests.flatMap(({ secrets }) => secrets))].sort()
  const scope = itemNamed(document.getIn(['spec', 'secrets', 'scopes']), 'storeName', components.secrets)
  if (!scope) throw new Error(`the configuration has no secret scope for the store ${components.secrets}`)
  const list = document.createNode(names)
  list.commentBefore = note
  scope.set('allowedSecrets', list)
}

function setTopicScopes(document: Document, manifests: readonly Manifest[]): void {
  const metadata = document.getIn(['spec', 'metadata'])
  if (!isSeq(metadata)) throw new Error(`the component ${components.events} has no list spec.metadata`)
  for (const [index, [name, text]] of Object.entries(topicScopes(manifests)).entries()) {
    let item = itemNamed(metadata, 'name', name)
    if (!item) {
      item = document.createNode({ name })
      metadata.add(item)
    }
    const value = new Scalar(text)
    value.type = Scalar.BLOCK_FOLDED
    item.set('value', value)
    if (index === 0) item.commentBefore = note
  }
}

function itemNamed(list: unknown, key: string, name: string): YAMLMap | undefined {
  return isSeq(list) ? list.items.find((item): item is YAMLMap => isMap(item) && item.get(key) === name) : undefined
}
