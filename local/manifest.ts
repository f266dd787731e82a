import { readFile } from 'node:fs/promises'
import * as v from 'valibot'

/** What the platform needs of a function's manifest (shared/function/manifest.ts). */
const Manifest = v.looseObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/)),
  wake: v.boolean(),
  concurrency: v.pipe(v.number(), v.integer(), v.minValue(1)),
  idleSeconds: v.optional(v.pipe(v.number(), v.minValue(0))),
})
export type Manifest = v.InferOutput<typeof Manifest>

/** Reads `manifests.json` as the build writes it. */
export async function readManifests(file: string): Promise<Manifest[]> {
  const result = v.safeParse(v.array(Manifest), JSON.parse(await readFile(file, 'utf8')))
  if (result.success) return result.output
  throw new Error(`${file}: ${result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`).join('; ')}`)
}
