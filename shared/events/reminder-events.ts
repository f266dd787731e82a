import * as v from 'valibot'
import { Instant, TaskId, TimeZone } from '../tasks/task.ts'
import { defineEvent } from './define.ts'

export const reminderFired = defineEvent({
  type: 'dev.catnap.reminder.fired.v1',
  topic: 'reminders',
  description: 'The moment of a reminder has come',
  data: v.object({
    taskId: TaskId,
    title: v.string(),
    dueAt: Instant,
    allDay: v.boolean(),
    remindAt: Instant,
    timeZone: TimeZone,
  }),
})
export type ReminderFired = v.InferOutput<typeof reminderFired.data>
