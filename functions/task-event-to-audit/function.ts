import { auditTrail } from '../../shared/audit/capability.ts'
import { taskEvents } from '../../shared/events/task-events.ts'
import { eventFunction } from '../../shared/function/define.ts'

export default eventFunction({
  name: 'task-event-to-audit',
  on: taskEvents,
  uses: { audit: auditTrail('read-write') },

  async handle({ user, type, subject, time, data: { task, changed, by } }, { audit }) {
    await audit.record({ user, taskId: subject, version: task.version, type, changed, by, at: time, task })
  },
})
