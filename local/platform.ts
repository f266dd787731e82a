import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { assemble } from './assemble.ts'
import { lineConsole } from './console.ts'
import { openDatabase, type Row } from './database/open.ts'
import { makeTemplate } from './database/template.ts'
import { Issuer, newIssuerKey } from './front/issuer.ts'
import { type FrontOptions, frontDoor } from './front/server.ts'
import { addressOf, close, listen } from './listen.ts'
import { lockFolder } from './lock.ts'
import { readManifests } from './manifest.ts'
import type { PlatformOptions } from './options.ts'
import { keepPrivate, writePrivate } from './private-file.ts'
import { readResources } from './resources/read.ts'

export type { PlatformOptions } from './options.ts'

/** Catnap's embedded platform while it runs. */
export interface Platform {
  /** The front door. */
  url: string
  /** The Dapr HTTP endpoint of one app. */
  daprUrl(app: string): string
  tokens: { daprApiToken: string; appApiToken: string }
  /** Asks the database, for tests and tools. */
  query(sql: string, parameters?: unknown[]): Promise<Row[]>
  /** Process ids of the functions that run, by name. */
  functionPids(): Record<string, number>
  /** Lets everything end what it has, and frees all. */
  close(): Promise<void>
}

/** Starts the embedded platform; rejects, with all freed again, when anything it needs is wrong. */
export async function createPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const cleanup: (() => unknown)[] = []
  const free = async () => {
    for (const step of cleanup.splice(0).reverse()) await step()
  }
  try {
    return await start(options, cleanup, free)
  } catch (error) {
    await free()
    throw error
  }
}

async function start(
  options: PlatformOptions,
  cleanup: (() => unknown)[],
  free: () => Promise<void>,
): Promise<Platform> {
  const {
    port = 0,
    host = '127.0.0.1',
    resources: yaml = 'dapr',
    bundles = 'dist',
    log = () => {},
    color = false,
  } = options
  const console = lineConsole(log, { color })
  const folder = await openFolder(options.data, cleanup)

  // The port is taken first, so that a taken one is told at once; requests that come early wait for the rest.
  const ready = Promise.withResolvers<FrontOptions>()
  const front = frontDoor(ready.promise)
  const url = addressOf(host, await listen(front, port, host))
  cleanup.push(() => close(front, 0))

  const opening = (options.data === undefined ? makeTemplate() : Promise.resolve()).then(() => openDatabase(folder))
  cleanup.push(async () => {
    const [database] = await Promise.allSettled([opening])
    if (database.status === 'fulfilled') await closeDatabase(database.value)
  })
  const [database, resources, tokens, issuerKey, manifests] = await Promise.all([
    opening,
    readResources(resolve(yaml)),
    keepPrivate(join(folder, 'tokens.json'), () => ({ daprApiToken: newToken(), appApiToken: newToken() })),
    keepPrivate(join(folder, 'issuer-key.json'), newIssuerKey),
    Promise.resolve(options.build?.()).then(
      () => options.manifests ?? readManifests(resolve(bundles, 'manifests.json')),
    ),
  ])
  const { idleSeconds } = options
  const parts = await assemble({
    folder,
    bundles,
    url,
    console,
    database,
    resources,
    tokens,
    manifests,
    idleSeconds,
  })
  cleanup.push(parts.free)

  const described = { url, pid: process.pid, endpoints: parts.endpoints, daprApiToken: tokens.daprApiToken }
  await writePrivate(join(folder, 'platform.json'), described)
  cleanup.push(() => rm(join(folder, 'platform.json'), { force: true }))
  await parts.broker.start()
  await parts.scheduler.start()
  ready.resolve({
    upstreams: parts.activator,
    foreground: parts.foreground,
    issuer: new Issuer(issuerKey),
    console,
    api: options.api ?? 'chat-api',
    live: options.live ?? 'task-updates-to-websocket',
  })

  let closing: Promise<void> | undefined
  return {
    url,
    tokens,
    daprUrl: (app) => parts.endpoints[app]?.url ?? fail(`there is no app ${app}`),
    query: async (sql, parameters) => (await database.query<Row>(sql, parameters)).rows,
    functionPids: () => parts.activator.pids(),
    close: () => {
      // In flight first: the functions answer, and may still use Dapr while they drain.
      closing ??= Promise.all([
        close(front, 10_000),
        parts.broker.stop(),
        parts.scheduler.stop(),
        parts.activator.stop(),
      ]).then(free)
      return closing
    },
  }
}

/** The folder of everything durable, locked; one that is gone at the end when no other is named. */
async function openFolder(data: string | undefined, cleanup: (() => unknown)[]): Promise<string> {
  if (data === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'catnap-'))
    cleanup.push(() => rm(folder, { recursive: true, force: true }))
    return folder
  }
  const folder = resolve(data)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  cleanup.push(lockFolder(folder))
  return folder
}

async function closeDatabase(database: PGlite): Promise<void> {
  if (!database.closed) await database.close()
}

function newToken(): string {
  return randomBytes(24).toString('base64url')
}

function fail(message: string): never {
  throw new Error(message)
}
