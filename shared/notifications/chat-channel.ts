import type { Message } from '../conversation/message.ts'
import type { ConversationStore } from '../conversation/store.ts'
import { conversationStore } from '../conversation/store.ts'
import type { DaprClient } from '../dapr/client.ts'
import { ConflictError } from '../dapr/error.ts'
import { upsert } from '../dapr/state.ts'
import { makeEvent } from '../events/envelope.ts'
import { notificationDelivered } from '../events/update-events.ts'
import type { Capability } from '../function/capability.ts'
import { outboxGrants, outboxJobs } from '../outbox/capability.ts'
import { type Outbox, outbox } from '../outbox/outbox.ts'
import type { Channel, Notification } from './channel.ts'

const rememberedSeconds = 30 * 24 * 60 * 60
const attempts = 5

/**
 * Puts notifications into the user's conversation and, by an event, onto open screens. A `notified:<id>` record in the
 * same transaction makes it once, however often it is asked for.
 */
export function chatChannel({ state }: Pick<DaprClient, 'state'>, box: Outbox, source: string): Channel {
  const conversations: ConversationStore = conversationStore({ state })

  async function write({ id, user, taskId, text }: Notification): Promise<void> {
    const conversation = await conversations.open(user)
    const at = Temporal.Now.instant().toString()
    const message: Message = { id, at, from: 'catnap', kind: 'reminder', text, taskId }
    const event = makeEvent(notificationDelivered, {
      id: `${id}:chat`,
      source: `/catnap/${source}`,
      subject: taskId,
      user,
      time: at,
      data: { conversationId: conversation.id, message },
    })
    await box.commit({
      operations: [
        ...conversations.append(user, conversation, [message], conversation.context),
        upsert(`notified:${id}`, { at }, 'absent', rememberedSeconds),
      ],
      events: [{ topic: 'task-updates', event }],
    })
  }

  return {
    name: 'chat',
    async deliver(notification) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await write(notification)
        } catch (error) {
          if (!(error instanceof ConflictError) || attempt >= attempts) throw error
        }
        // Refused: it was delivered before, or somebody has written in the conversation meanwhile.
        if (await state.get(`notified:${notification.id}`)) return
      }
    },
  }
}

/** The chat as a notification channel. */
export function chatNotifications(): Capability<Channel & { outbox: Outbox }> {
  return {
    grants: outboxGrants('task-updates'),
    open(platform) {
      const box = outbox(platform)
      return { ...chatChannel(platform.dapr, box, platform.name), outbox: box }
    },
    jobs: (channel) => outboxJobs(channel.outbox),
  }
}
