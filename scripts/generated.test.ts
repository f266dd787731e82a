import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { manifestOf } from '../shared/function/manifest.ts'
import { allFunctions } from '../tests/in-process/app.ts'
import { readManifests } from './build.ts'
import { root } from './definitions.ts'
import { outdatedFiles } from './docs.ts'

const bundleLimitBytes = 150 * 1024

test('documents, subscriptions and scopes on disk are those of the definitions (npm run docs writes them)', async () => {
  expect(await outdatedFiles()).toEqual([])
})

test('the built manifests are those of the definitions', async () => {
  const definitions = await allFunctions()
  expect(await readManifests()).toEqual(definitions.map(manifestOf))
})

test('the bundle of an event function is at most 150 KB', async () => {
  for (const { name, kind } of await readManifests()) {
    if (kind === 'http') continue
    const { size } = await stat(`${root}dist/${name}/function.js`)
    expect(size, name).toBeLessThanOrEqual(bundleLimitBytes)
  }
})
