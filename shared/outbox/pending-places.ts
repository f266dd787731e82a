import { uniqueId } from '../builtin/random.ts'
import type { Platform } from '../function/capability.ts'
import { stopwatch } from '../function/stopwatch.ts'

/** Prefix of the jobs that publish what is pending: `publish-<id>`. */
export const publishJob = 'publish'

/** Where a commit writes down what it is about to publish; a job that is scheduled already looks there. */
export interface PendingPlace {
  key: string
  /** The commit is over: it left nothing behind, or it left its record for the job. */
  leave(what: 'nothing' | 'record'): void
}

/** Places under one job: as many as one call can look at, for commits that begin within a second of each other. */
const placesOfJob = 100
const sharedForMs = 1_000

/**
 * Longer than a commit can take until its record is written (8 s for the job, 5 s for the transaction), since a job that
 * finds nothing does not come again; short enough that a lost process is not missed.
 */
const rescueAfter = '15s'

interface Group {
  id: string
  scheduled: Promise<void>
  elapsed: () => number
  taken: number
  inUse: number
  recordsLeft: boolean
}

/** The keys of all places that a group can have. */
export function placesOf(id: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => keyOf(id, number))
}

const keyOf = (id: string, number: number) => `pending:${id}:${number}`

/**
 * Gives commits their places. Scheduling a job is the dearest step of a commit, so commits that run at the same time
 * share one: the first makes it, the last deletes it.
 */
export function pendingPlaces(
  { dapr, log, background }: Pick<Platform, 'dapr' | 'log' | 'background'>,
  newId: () => string = uniqueId,
): () => Promise<PendingPlace> {
  let current: Group | undefined

  const begin = (): Group => {
    const id = newId()
    const data = { id, places: placesOfJob }
    const scheduled = dapr.jobs.schedule(`${publishJob}-${id}`, { dueTime: rescueAfter, data })
    return { id, scheduled, elapsed: stopwatch(), taken: 0, inUse: 0, recordsLeft: false }
  }
  const end = (group: Group) => {
    if (current === group) current = undefined
    if (group.recordsLeft) return
    background.run(() =>
      // A job that fires all the same finds nothing.
      dapr.jobs
        .delete(`${publishJob}-${group.id}`)
        .catch((error) => log.error('job left behind', { reason: String(error) })),
    )
  }

  return async () => {
    if (!current || current.taken === placesOfJob || current.elapsed() > sharedForMs) current = begin()
    const group = current
    const key = keyOf(group.id, group.taken++)
    group.inUse++
    try {
      await group.scheduled
    } catch (error) {
      if (current === group) current = undefined
      throw error
    }
    return {
      key,
      leave(what) {
        if (what === 'record') group.recordsLeft = true
        if (--group.inUse === 0) end(group)
      },
    }
  }
}
