import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from './definitions.ts'

const sources = ['functions', 'shared', 'scripts', 'local', 'dapr', 'package.json', 'tsconfig.json']

/** Every file of a build, by its content. */
async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const digest = async (file: string) =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file.slice(folder.length), await digest(file)])),
  )
}

test('with another broker and another database the functions are byte for byte the same', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'catnap-swap-'))
  try {
    for (const name of sources) await cp(root + name, join(copy, name), { recursive: true })
    await symlink(`${root}node_modules`, join(copy, 'node_modules'))
    await cp(`${root}dapr/alternatives/events.rabbitmq.yaml`, join(copy, 'dapr/components/events.yaml'))
    await rm(join(copy, 'dapr/components/database.yaml'))
    await promisify(execFile)(process.execPath, ['scripts/build.ts'], { cwd: copy })

    const swapped = await digests(join(copy, 'dist'))
    expect(Object.keys(swapped).length).toBeGreaterThan(10)
    expect(await digests(`${root}dist`)).toMatchObject(swapped)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
})
