import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'

/** Where an empty database of this version of PGlite is kept to be copied, if somebody made it. */
export function templateFolder(): string {
  const library = dirname(dirname(fileURLToPath(import.meta.resolve('@electric-sql/pglite'))))
  const { version } = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'))
  return join(dirname(dirname(library)), '.cache', `catnap-postgres-${version}`)
}

/** Makes the template, if there is none: for who opens many databases, since making one costs two seconds and a copy a fifth of one. */
export async function makeTemplate(folder = templateFolder()): Promise<void> {
  if (existsSync(folder)) return
  await mkdir(dirname(folder), { recursive: true })
  const part = await mkdtemp(`${folder}-`)
  await (await PGlite.create(part)).close()
  try {
    await rename(part, folder)
  } catch (error) {
    await rm(part, { recursive: true })
    // Another process may have made it meanwhile: one is as good as the other.
    if (!existsSync(folder)) throw error
  }
}
