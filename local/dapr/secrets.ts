import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Configuration } from '../resources/configuration.ts'
import type { Component } from '../resources/read.ts'
import { type Api, json } from './call.ts'
import { faults } from './errors.ts'

/** The secrets of one store: by name, then by key. */
export type Secrets = Map<string, Record<string, string>>

/**
 * Reads a `secretstores.local.file`. Its path counts from `folder`, for which `.catnap` stands too: daprd counts from
 * where it was started. A file that is missing is made, empty and private, so that a newcomer can start without it.
 */
export async function readSecrets({ name, metadata }: Component, folder: string): Promise<Secrets> {
  const { secretsFile, nestedSeparator = ':', multiValued = 'false' } = metadata
  if (!secretsFile) throw new Error(`component ${name}: spec.metadata.secretsFile is missing`)
  const content = await readOrCreate(resolve(folder, secretsFile.replace(/^(\.\/)?\.catnap\//, '')))
  let tree: unknown
  try {
    tree = JSON.parse(content)
  } catch (error) {
    throw new Error(`component ${name}: ${secretsFile} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
  const secrets: Secrets = new Map()
  if (multiValued === 'true') {
    for (const [key, value] of Object.entries(Object(tree))) {
      secrets.set(key, typeof value === 'object' ? flatten(value, nestedSeparator) : { [key]: String(value) })
    }
  } else {
    for (const [key, value] of Object.entries(flatten(tree, nestedSeparator))) secrets.set(key, { [key]: value })
  }
  return secrets
}

function flatten(tree: unknown, separator: string, prefix = ''): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [key, value] of Object.entries(Object(tree))) {
    if (typeof value === 'object' && value !== null)
      Object.assign(flat, flatten(value, separator, `${prefix}${key}${separator}`))
    else flat[prefix + key] = String(value)
  }
  return flat
}

async function readOrCreate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, '{}\n', { mode: 0o600 })
    return '{}'
  }
}

/** https://docs.dapr.io/reference/api/secrets_api/ */
export function secretsApi(
  stores: (app: string) => Map<string, Secrets>,
  mayRead: Configuration['mayReadSecret'],
): Api {
  return ({ app, method, path }) => {
    const [name = '', key, ...rest] = path
    if (method !== 'GET' || !key || rest.length > 0) throw faults.noRoute()
    const secrets = stores(app).get(name)
    if (!secrets) throw faults.noSecretStore(name)
    if (key === 'bulk')
      return json(JSON.stringify(Object.fromEntries([...secrets].filter(([one]) => mayRead(name, one)))))
    if (!mayRead(name, key)) throw faults.secretDenied(key, name)
    const secret = secrets.get(key)
    if (!secret) throw faults.secretGet(key, name)
    return json(JSON.stringify(secret))
  }
}
