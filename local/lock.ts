import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder is in use by another platform that lives. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
}

interface Holder {
  pid: number
  /** What tells this process from an earlier one of the same number. */
  started: string
}

/**
 * Takes the folder for this process; gives a function that frees it. A lock whose holder was killed, or whose number
 * another process has by now, counts for nothing. Throws a {@link LockedError}.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'platform.pid')
  const own = JSON.stringify({ pid: process.pid, started: startOf(process.pid) })
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(file, own, { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = readHolder(file)
      if (holder && lives(holder)) {
        throw new LockedError(
          `${folder} is in use by another Catnap (process ${holder.pid}); stop it or set CATNAP_DATA to another folder`,
        )
      }
      rmSync(file, { force: true })
    }
  }
  throw new LockedError(`${file} could not be taken; another Catnap is starting`)
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Half written by a start that was killed, or gone meanwhile: nobody holds it.
    return null
  }
}

function lives({ pid, started }: Holder): boolean {
  const now = startOf(pid)
  return now !== null && now === started
}

/** When the process of this number started, in the system's own way of saying it; null when there is none. */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      // Field 22 of /proc/<pid>/stat; the second, the name in parentheses, may hold spaces.
      const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return state === 'Z' ? null : (fields[18] ?? null)
    }
    if (process.platform === 'win32') return process.kill(pid, 0) ? 'alive' : null
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
