import { ConflictError } from '../../shared/dapr/error.ts'
import { taskCompleted } from '../../shared/events/task-events.ts'
import { eventFunction } from '../../shared/function/define.ts'
import { tasks } from '../../shared/tasks/capability.ts'
import { nextOccurrence } from '../../shared/tasks/next-occurrence.ts'
import type { Task } from '../../shared/tasks/task.ts'

const name = 'task-completed-to-next-recurrence'

export default eventFunction({
  name,
  on: [taskCompleted],
  uses: { tasks: tasks('read-write') },

  async handle({ user, data }, { tasks }) {
    if (data.task.recurrence === null) return
    const stored = await tasks.get(user, data.task.id)
    // Opened again, or deleted, before we came to it: then nothing follows from the completion.
    if (!stored || stored.deletedAt || stored.task.status === 'open') return
    const next = await nextOccurrence(data.task, { now: Temporal.Now.instant().toString() })
    if (!next) return
    const change = { type: 'created' as const, task: next, changed: Object.keys(next) as (keyof Task)[] }
    try {
      await tasks.commit(user, [{ change, expected: 'absent' }], { by: name })
    } catch (error) {
      // Its id follows from series and number: it was made when the event came before.
      if (!(error instanceof ConflictError)) throw error
    }
  },
})
