import { chown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one server's data, owned by the user it runs as. */
export async function serverFolder(name: string, user?: { uid: number; gid: number }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `catnap-${name}-`))
  if (user) await chown(folder, user.uid, user.gid)
  return folder
}
