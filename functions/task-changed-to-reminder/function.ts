import { publisher } from '../../shared/events/publisher.ts'
import { reminderFired } from '../../shared/events/reminder-events.ts'
import { taskDeleted, taskEvents } from '../../shared/events/task-events.ts'
import { eventFunction } from '../../shared/function/define.ts'
import { ReminderJobData, reminders, stillWanted } from '../../shared/reminders/schedule.ts'
import { tasks } from '../../shared/tasks/capability.ts'

export default eventFunction({
  name: 'task-changed-to-reminder',
  on: taskEvents,
  uses: { tasks: tasks('read'), reminders: reminders(), events: publisher(reminderFired) },

  async handle({ user, type, time, data: { task } }, { reminders }) {
    await reminders.set(user, task, { deleted: type === taskDeleted.type, changedAt: time })
  },

  jobs: {
    reminder: {
      data: ReminderJobData,
      async handle({ user, taskId, remindAt }, { tasks, events }) {
        const stored = await tasks.get(user, taskId)
        if (!stored || stored.deletedAt || !stillWanted(stored.task, remindAt)) return
        const { title, dueAt, allDay, timeZone } = stored.task
        if (dueAt === null) return
        await events.publish(reminderFired, {
          id: `${taskId}:${remindAt}`,
          subject: taskId,
          user,
          time: remindAt,
          data: { taskId, title, dueAt, allDay, remindAt, timeZone },
        })
      },
    },
  },
})
