import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Names of all functions: the folders under `functions/`. */
export async function functionNames(): Promise<string[]> {
  const entries = await readdir(`${root}functions`, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
