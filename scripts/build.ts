import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type BuildOptions, build as bundle, type Plugin } from 'esbuild'
import type { FunctionDefinition } from '../shared/function/definition.ts'
import { type Manifest, manifestOf } from '../shared/function/manifest.ts'
import { functionNames, root } from './definitions.ts'

const dist = `${root}dist`

const common: BuildOptions = {
  bundle: true,
  minify: true,
  target: 'esnext',
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
}

/** What Node 26 has built in, or no event of ours has, in place of packages that are large. */
const alias = {
  '@js-temporal/polyfill': './shared/builtin/temporal.ts',
  'json-bigint': './shared/builtin/json.ts',
  uuid: './shared/builtin/random.ts',
  crypto: './shared/builtin/random.ts',
  https: './shared/builtin/unused.ts',
}

/** Heavy libraries that only some events or requests need: files of their own beside the bundles, read when first used. */
const lazyLibraries = {
  '@neondatabase/serverless': 'neon',
  'chrono-node/en': 'chrono',
  'rrule-temporal': 'rrule',
  ws: 'ws',
  '@valibot/to-json-schema': 'to-json-schema',
}

const lazy: Plugin = {
  name: 'lazy-libraries',
  setup({ onResolve }) {
    for (const [library, file] of Object.entries(lazyLibraries)) {
      onResolve({ filter: new RegExp(`^${library}$`) }, ({ kind, importer }) => {
        if (kind === 'dynamic-import') return { path: `../lib/${file}.js`, external: true }
        // An import at the top would be paid for at every waking.
        return importer
          ? { errors: [{ text: `${library} must be imported lazily: await import('${library}')` }] }
          : null
      })
    }
  },
}

/**
 * Bundles every function into `dist/<name>/function.js`, the libraries that only some events need into `dist/lib`, and
 * writes `dist/manifests.json`.
 */
export async function buildFunctions(): Promise<void> {
  const names = await functionNames()
  await mkdir(dist, { recursive: true })
  await writeWhole(`${dist}/package.json`, '{ "type": "commonjs" }\n')
  await Promise.all([buildPage(), buildLibraries(), ...names.map(buildFunction)])
  const manifests = await Promise.all(names.map(readManifest))
  await writeWhole(`${dist}/manifests.json`, JSON.stringify(manifests, null, 2))
}

/** Whether a function has routes of its own, and so needs all of the fetch API. */
async function hasRoutes(name: string): Promise<boolean> {
  return (await readFile(`${root}functions/${name}/function.ts`, 'utf8')).includes('httpFunction(')
}

async function buildFunction(name: string): Promise<void> {
  const entry = `import definition from './functions/${name}/function.ts'
import { serve } from './shared/function/serve.ts'
export { definition }
if (require.main === module) serve(definition)`
  await build({
    ...common,
    stdin: { contents: entry, resolveDir: root, loader: 'ts', sourcefile: `${name}.ts` },
    outfile: `${dist}/${name}/function.js`,
    platform: 'node',
    // An ES module that imports from node:http makes Node load all that http can give, fetch included: 15 ms a waking.
    format: 'cjs',
    // `await import()` of a library becomes a plain require, which skips the ES module loader.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
    inject: (await hasRoutes(name)) ? [] : ['./shared/builtin/fetch-api.ts'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    alias,
    plugins: [lazy],
  })
}

async function buildLibraries(): Promise<void> {
  await build({
    ...common,
    entryPoints: Object.entries(lazyLibraries).map(([library, out]) => ({ in: library, out })),
    outdir: `${dist}/lib`,
    platform: 'node',
    format: 'cjs',
    alias: { '@js-temporal/polyfill': alias['@js-temporal/polyfill'] },
  })
}

async function buildPage(): Promise<void> {
  const page = 'functions/chat-api/page'
  await build({
    ...common,
    entryPoints: [
      { in: `${page}/client/main.tsx`, out: 'page' },
      { in: `${page}/page.css`, out: 'page' },
    ],
    outdir: `${dist}/chat-api/assets`,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx/dom',
  })
}

/** A definition that needs a bundler (JSX) is read from its bundle; importing it starts nothing. */
async function readManifest(name: string): Promise<Manifest> {
  const bundle: { definition: FunctionDefinition } = await import(`${dist}/${name}/function.js?${Date.now()}`)
  const manifest = manifestOf(bundle.definition)
  if (manifest.name !== name) throw new Error(`functions/${name}/function.ts calls itself "${manifest.name}"`)
  return manifest
}

/** The manifests that the last build wrote. */
export async function readManifests(): Promise<Manifest[]> {
  return JSON.parse(await readFile(`${dist}/manifests.json`, 'utf8'))
}

/** Bundles, and writes what has changed. */
async function build(options: BuildOptions): Promise<void> {
  const { outputFiles } = await bundle({ ...options, write: false })
  for (const { path, text } of outputFiles) {
    await mkdir(dirname(path), { recursive: true })
    await writeWhole(path, text)
  }
}

/** A function that starts at this moment reads the old file or the new one; one that stays as it was is not touched. */
async function writeWhole(path: string, text: string): Promise<void> {
  const current = await readFile(path, 'utf8').catch(() => undefined)
  if (current === text) return
  const part = `${path}.${process.pid}.new`
  await writeFile(part, text)
  await rename(part, path)
}

if (import.meta.main) {
  const startedMs = performance.now()
  await buildFunctions()
  console.log(
    `built ${(await functionNames()).length} functions into dist/ in ${Math.round(performance.now() - startedMs)} ms`,
  )
}
