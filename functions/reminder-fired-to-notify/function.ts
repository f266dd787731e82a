import { reminderFired } from '../../shared/events/reminder-events.ts'
import { eventFunction } from '../../shared/function/define.ts'
import { chatNotifications } from '../../shared/notifications/chat-channel.ts'
import { reminderText } from '../../shared/notifications/reminder-text.ts'

export default eventFunction({
  name: 'reminder-fired-to-notify',
  on: [reminderFired],
  // Each of these is a channel; a further one (web push, e-mail) is a further line here.
  uses: { chat: chatNotifications() },

  async handle({ id, user, subject, data }, channels) {
    const notification = { id, user, taskId: subject, text: reminderText(data) }
    for (const channel of Object.values(channels)) await channel.deliver(notification)
  },
})
