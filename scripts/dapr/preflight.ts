import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join, relative, resolve } from 'node:path'
import * as v from 'valibot'
import { parseAllDocuments } from 'yaml'

const Component = v.object({
  kind: v.literal('Component'),
  metadata: v.object({ name: v.string() }),
  spec: v.object({
    type: v.string(),
    metadata: v.array(
      v.object({
        name: v.string(),
        value: v.optional(v.union([v.string(), v.number(), v.boolean()])),
        secretKeyRef: v.optional(v.object({ name: v.string(), key: v.optional(v.string()) })),
      }),
    ),
  }),
})

interface Setting {
  /** The file that says it. */
  file: string
  type: string
  name: string
  value?: string | undefined
  secret?: string | undefined
}

/**
 * What components name and is not there: a file of secrets, a secret, a server that nobody is. Each daprd would end over
 * it, again and again, in words of its own. `cwd` is what relative paths count from.
 */
export async function missingUnder(folders: readonly string[], cwd: string): Promise<string[]> {
  const settings = (await Promise.all(folders.map(settingsUnder))).flat()
  const secretsFile = settings.find(({ type, name }) => type === 'secretstores.local.file' && name === 'secretsFile')
  const path = secretsFile?.value === undefined ? undefined : resolve(cwd, secretsFile.value)
  const secrets = path === undefined ? {} : await readSecrets(path)
  if (secrets === undefined) {
    const keys = [...new Set(settings.flatMap(({ secret }) => secret ?? []))]
    return [`${path}, which ${secretsFile?.file} reads: a JSON object with the texts ${keys.join(', ')}`]
  }
  const missing = await Promise.all(
    settings.map(async ({ file, value, secret }): Promise<string[]> => {
      if (secret !== undefined && secrets[secret] === undefined)
        return [`the secret ${secret} in ${path}, which ${file} names`]
      const text = value ?? (secret === undefined ? '' : (secrets[secret] ?? ''))
      const places = addressesIn(text)
      const open = await Promise.all(places.map(({ host, port }) => listens(host, port)))
      // Of several brokers, one is enough to begin with.
      if (places.length === 0 || open.includes(true)) return []
      return [`a server on ${places.map(({ host, port }) => `${host}:${port}`).join(' or ')}, which ${file} names`]
    }),
  )
  return [...new Set(missing.flat())]
}

async function settingsUnder(folder: string): Promise<Setting[]> {
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name))
  const settings = files.map(async (file) =>
    parseAllDocuments(await readFile(file, 'utf8')).flatMap((document) => {
      const component = v.safeParse(Component, document.toJS())
      if (!component.success) return []
      const { type, metadata } = component.output.spec
      return metadata.map(({ name, value, secretKeyRef }) => ({
        file: relative('.', file),
        type,
        name,
        value: value === undefined ? undefined : String(value),
        secret: secretKeyRef?.name,
      }))
    }),
  )
  return (await Promise.all(settings)).flat()
}

async function readSecrets(path: string): Promise<Record<string, string> | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return undefined
  }
  const result = v.safeParse(v.record(v.string(), v.string()), JSON.parse(text))
  if (!result.success) throw new Error(`${path} must be a JSON object of texts`)
  return result.output
}

/** Where a value says that a server is: as `host:port`, in a URL, or in libpq's key words. */
export function addressesIn(text: string): { host: string; port: number }[] {
  const [host, port] = [text.match(/\bhost=(\S+)/)?.[1], text.match(/\bport=(\d+)/)?.[1]]
  if (host) return [{ host, port: Number(port ?? 5432) }]
  const url = /^(amqp|postgres(?:ql)?):\/\//.test(text) ? URL.parse(text) : null
  if (url) return [{ host: url.hostname, port: Number(url.port || (url.protocol === 'amqp:' ? 5672 : 5432)) }]
  const parts = text.split(',').map((part) => part.trim().match(/^([\w.-]+):(\d+)$/))
  return parts.flatMap((part) => (part?.[1] ? [{ host: part[1], port: Number(part[2]) }] : []))
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3_000 })
    const end = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
    socket.on('timeout', () => end(false))
  })
}
