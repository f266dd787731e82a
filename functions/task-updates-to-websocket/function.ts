import { auth } from '../../shared/auth/verify.ts'
import { notificationDelivered, viewChanged } from '../../shared/events/update-events.ts'
import { eventFunction } from '../../shared/function/define.ts'
import { search } from '../../shared/search/capability.ts'
import { attachLive } from './live.ts'
import { screens } from './screens.ts'

const open = screens()

export default eventFunction({
  name: 'task-updates-to-websocket',
  on: [viewChanged, notificationDelivered],
  uses: { auth: auth(), search: search('read') },

  async handle(event) {
    const update = event.type === viewChanged.type ? event.data : { message: event.data.message }
    open.send(event.user, update)
  },

  attach: (server, { auth, search }, { log }) => attachLive(server, open, { auth, search, log }),
})
