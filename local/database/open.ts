import { existsSync } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { schema } from './schema.ts'
import { templateFolder } from './template.ts'

/** Rows as objects; parameters as PGlite takes them. */
export type Row = Record<string, unknown>

/**
 * Opens the database in `folder`. PGlite writes the log of a commit to its file before it answers, so the death of this
 * process loses nothing committed; it does not wait for the disk itself (fsync is off).
 */
export async function openDatabase(folder: string): Promise<PGlite> {
  const data = join(folder, 'postgres')
  // Written when the empty database is whole: a folder without it is of a start that died, and is made anew.
  const marker = join(folder, 'postgres.ready')
  if (!existsSync(marker)) {
    await rm(data, { recursive: true, force: true })
    const template = templateFolder()
    if (existsSync(template)) await cp(template, data, { recursive: true })
  }
  const database = await PGlite.create(data)
  await writeFile(marker, '')
  await database.exec(schema)
  return database
}
