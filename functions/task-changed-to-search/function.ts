import { publisher } from '../../shared/events/publisher.ts'
import { taskDeleted, taskEvents } from '../../shared/events/task-events.ts'
import { viewChanged } from '../../shared/events/update-events.ts'
import { eventFunction } from '../../shared/function/define.ts'
import { search } from '../../shared/search/capability.ts'

export default eventFunction({
  name: 'task-changed-to-search',
  on: taskEvents,
  uses: { search: search('read-write'), events: publisher(viewChanged) },

  async handle({ id, user, type, subject, time, data: { task } }, { search, events }) {
    const deleted = type === taskDeleted.type
    const [put] = await search.put(user, [{ task, deleted }])
    if (!put) throw new Error(`the search index did not answer for ${id}`)
    await events.publish(viewChanged, {
      id: `${id}:view`,
      subject,
      user,
      time,
      data: { task, deleted, cursor: put.cursor },
    })
  },
})
