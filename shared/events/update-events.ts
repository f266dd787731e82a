import * as v from 'valibot'
import { Message } from '../conversation/message.ts'
import { Task } from '../tasks/task.ts'
import { defineEvent } from './define.ts'

const topic = 'task-updates'

export const viewChanged = defineEvent({
  type: 'dev.catnap.view.changed.v1',
  topic,
  description: 'The read model shows a change of a task',
  data: v.object({
    task: Task,
    deleted: v.boolean(),
    /** Position of the change in the read model: a screen that was away asks for what came after it. */
    cursor: v.string(),
  }),
})

export const notificationDelivered = defineEvent({
  type: 'dev.catnap.notification.delivered.v1',
  topic,
  description: 'A notification was put into the chat',
  data: v.object({ conversationId: v.string(), message: Message }),
})
