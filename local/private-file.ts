import { readFile, rename, writeFile } from 'node:fs/promises'

/** What the file holds; if there is none, what `make` gives, kept there for its owner alone. */
export async function keepPrivate<T>(file: string, make: () => T): Promise<T> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw new Error(`${file}: ${error}`)
    const made = make()
    await writePrivate(file, made)
    return made
  }
}

/** Writes a file that only its owner can read; it is there whole or not at all. */
export async function writePrivate(file: string, content: unknown): Promise<void> {
  const part = `${file}.${process.pid}.part`
  await writeFile(part, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await rename(part, file)
}
