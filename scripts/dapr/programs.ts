import { accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A program that is not on this machine; says how to get it. */
export class MissingProgramError extends Error {
  override readonly name = 'MissingProgramError'
}

/** Where `dapr init` puts Dapr's programs. */
const daprFolder = join(homedir(), '.dapr', 'bin')

/** The path of one of Dapr's programs, on the PATH or where the Dapr CLI puts them; throws a {@link MissingProgramError}. */
export function daprProgram(name: 'daprd' | 'scheduler'): string {
  return findProgram(
    name,
    [daprFolder],
    'the Dapr CLI brings it: https://docs.dapr.io/getting-started/install-dapr-cli/, then `dapr init --slim`',
  )
}

/** The path of a program, in `folders` or on the PATH; throws a {@link MissingProgramError} that says how to get it. */
export function findProgram(name: string, folders: readonly string[], howToGet: string): string {
  const onPath = (process.env.PATH ?? '').split(delimiter)
  const found = [...onPath, ...folders].map((folder) => join(folder, name)).find(isExecutable)
  if (found) return found
  throw new MissingProgramError(`${name} is neither on the PATH nor in ${folders.join(' or ')}; ${howToGet}`)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
