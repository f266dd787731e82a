import { readdir } from 'node:fs/promises'
import { buildFunctions } from '../scripts/build.ts'

const names = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))

const [name, ...args] = process.argv.slice(2)
if (!name || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`)
  process.exitCode = 1
} else {
  await buildFunctions()
  const { run }: { run: (...args: string[]) => Promise<void> } = await import(`./${name}.bench.ts`)
  await run(...args)
}
