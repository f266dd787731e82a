import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openApiDocument } from '../functions/chat-api/openapi.ts'
import { asyncApiFile, json, schemaFiles } from './asyncapi.ts'
import { buildFunctions, readManifests } from './build.ts'
import { multiAppRunFile } from './dapr/multi-app-run.ts'
import { root } from './definitions.ts'
import type { Files } from './files.ts'
import { scopedFiles } from './scopes.ts'
import { subscriptionFiles } from './subscriptions.ts'

/** Every file that follows from the definitions of functions, events and tasks; needs a build. */
export async function generatedFiles(): Promise<Files> {
  const manifests = await readManifests()
  return new Map([
    ...schemaFiles(),
    ...asyncApiFile(manifests),
    ['docs/openapi.json', json(await openApiDocument())],
    ['dapr.yaml', multiAppRunFile(manifests)],
    ...subscriptionFiles(manifests),
    ...(await scopedFiles(manifests)),
  ])
}

/** Those of the generated files that are not on disk as they should be. */
export async function outdatedFiles(): Promise<string[]> {
  const outdated: string[] = []
  for (const [path, text] of await generatedFiles()) {
    const current = await readFile(root + path, 'utf8').catch(() => undefined)
    if (current !== text) outdated.push(path)
  }
  return outdated
}

if (import.meta.main) {
  await buildFunctions()
  const files = await generatedFiles()
  for (const [path, text] of files) {
    await mkdir(dirname(root + path), { recursive: true })
    await writeFile(root + path, text)
  }
  console.log(`wrote ${files.size} files: docs/, dapr/ and dapr.yaml`)
}
