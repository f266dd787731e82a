import { execFileSync } from 'node:child_process'

export interface Descendant {
  pid: number
  args: string
}

/** The child processes of a process, and theirs. */
export function descendantsOf(pid: number): Descendant[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  const rows = table.split('\n').flatMap((row) => {
    const [, child, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? []
    return child === undefined ? [] : [{ pid: Number(child), parent: Number(parent), args }]
  })
  const below = (parent: number): Descendant[] =>
    rows.filter((row) => row.parent === parent).flatMap(({ pid, args }) => [{ pid, args }, ...below(pid)])
  return below(pid)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
