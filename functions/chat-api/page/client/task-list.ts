import type { Task } from './schemas.ts'

/** What the page knows of the tasks. Every change comes with a version; whatever is older than what is known is ignored. */
export interface TaskList {
  byId: ReadonlyMap<string, Task>
  /** Deleted tasks and the version they were deleted at: an older update that comes late must not bring them back. */
  gone: ReadonlyMap<string, number>
}

export const noTasks: TaskList = { byId: new Map(), gone: new Map() }

/** Takes in tasks as they were at some moment, in any order. */
export function merged(list: TaskList, tasks: readonly Task[]): TaskList {
  const news = tasks.filter(({ id, version }) => version > knownVersion(list, id))
  if (news.length === 0) return list
  const byId = new Map(list.byId)
  const gone = new Map(list.gone)
  for (const task of news) {
    // The same answer may hold a task twice (a page boundary moved while it was read).
    if (task.version <= (byId.get(task.id)?.version ?? 0)) continue
    byId.set(task.id, task)
    gone.delete(task.id)
  }
  return { byId, gone }
}

/** Takes a task out that was deleted at `version`. */
export function without(list: TaskList, id: string, version: number): TaskList {
  if (version < knownVersion(list, id)) return list
  const byId = new Map(list.byId)
  byId.delete(id)
  return { byId, gone: new Map(list.gone).set(id, version) }
}

/** The version of each open task, to be held against a whole list that is about to be asked for. */
export function openVersions(list: TaskList): ReadonlyMap<string, number> {
  return new Map(withStatus(list, 'open').map(({ id, version }) => [id, version]))
}

/**
 * Takes in a whole list of the open tasks. One that was known `before` it was asked for, is not in it and has not changed
 * since, is no longer there.
 */
export function replaced(list: TaskList, tasks: readonly Task[], before: ReadonlyMap<string, number>): TaskList {
  const listed = new Set(tasks.map(({ id }) => id))
  const lost = [...before].filter(([id, version]) => !listed.has(id) && list.byId.get(id)?.version === version)
  if (lost.length === 0) return merged(list, tasks)
  const byId = new Map(list.byId)
  for (const [id] of lost) byId.delete(id)
  return merged({ ...list, byId }, tasks)
}

export function withStatus(list: TaskList, status: Task['status']): Task[] {
  return [...list.byId.values()].filter((task) => task.status === status)
}

/** The tasks done last, newest first. */
export function recentlyDone(list: TaskList, limit: number): Task[] {
  const at = ({ completedAt, updatedAt }: Task) => Date.parse(completedAt ?? updatedAt)
  return withStatus(list, 'done')
    .toSorted((a, b) => at(b) - at(a))
    .slice(0, limit)
}

function knownVersion({ byId, gone }: TaskList, id: string): number {
  return byId.get(id)?.version ?? gone.get(id) ?? 0
}
