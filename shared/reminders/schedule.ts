import * as v from 'valibot'
import type { DaprClient } from '../dapr/client.ts'
import { upsert } from '../dapr/state.ts'
import type { Capability } from '../function/capability.ts'
import { remindTimes } from '../tasks/remind-times.ts'
import { Instant, type Task, TaskId } from '../tasks/task.ts'

/** Prefix of the jobs that fire reminders: `reminder-<task>-<minutes before>`, one a task and offset. */
export const reminderJob = 'reminder'

export const ReminderJobData = v.object({ user: v.string(), taskId: TaskId, remindAt: Instant })
export type ReminderJobData = v.InferOutput<typeof ReminderJobData>

/** Which jobs a task has, and by which version of it they were set. */
const Scheduled = v.object({ version: v.number(), minutes: v.array(v.number()) })

const forgottenAfterSeconds = 30 * 24 * 60 * 60

export interface ReminderSchedule {
  /**
   * Makes the jobs of a task what its reminders ask for: new ones made, moved ones moved, others cancelled. A task that is
   * done or deleted has none. A reminder whose moment had already passed at `changedAt` is not set; one that passed since
   * then, while nobody could set it, fires at once.
   */
  set(user: string, task: Task, options: { deleted: boolean; changedAt: string }): Promise<void>
}

export function reminderSchedule({ state, jobs }: Pick<DaprClient, 'state' | 'jobs'>): ReminderSchedule {
  return {
    async set(user, task, { deleted, changedAt }) {
      const wanted =
        deleted || task.status === 'done'
          ? []
          : remindTimes(task).filter(({ remindAt }) => !isBefore(remindAt, changedAt))
      const minutes = wanted.map((one) => one.minutes)
      // Most tasks are made without a reminder, and one that is new has none to cancel.
      if (minutes.length === 0 && task.version === 1) return

      const key = `reminders:${task.id}`
      const stored = await state.get(key)
      const before = stored ? v.parse(Scheduled, stored.value) : { version: 0, minutes: [] }
      if (before.version > task.version) return
      const cancelled = before.minutes.filter((one) => !minutes.includes(one))
      if (minutes.length === 0 && before.minutes.length === 0) return

      const nameOf = (offset: number) => `${reminderJob}-${task.id}-${offset}`
      for (const { minutes: offset, remindAt } of wanted) {
        const data: ReminderJobData = { user, taskId: task.id, remindAt }
        await jobs.schedule(nameOf(offset), { dueTime: remindAt, data })
      }
      for (const offset of cancelled) await jobs.delete(nameOf(offset))
      const expected = stored ? { etag: stored.etag } : ('absent' as const)
      const ttl = minutes.length === 0 ? forgottenAfterSeconds : undefined
      await state.transaction([upsert(key, { version: task.version, minutes }, expected, ttl)])
    },
  }
}

/** Whether a stored reminder still stands when its job fires: the task may have changed since. */
export function stillWanted(task: Task, remindAt: string): boolean {
  return task.status === 'open' && remindTimes(task).some((time) => time.remindAt === remindAt)
}

function isBefore(one: string, other: string): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(one), Temporal.Instant.from(other)) < 0
}

/** The Dapr jobs of tasks' reminders. */
export function reminders(): Capability<ReminderSchedule> {
  return {
    grants: { components: { state: 'read-write' }, jobs: true },
    open: ({ dapr }) => reminderSchedule(dapr),
  }
}
