import type { Access, Capability } from '../function/capability.ts'
import { outboxGrants, outboxJobs } from '../outbox/capability.ts'
import { type Outbox, outbox } from '../outbox/outbox.ts'
import { type TaskReader, type TaskStore, taskReader, taskStore } from './store.ts'

/** The tasks, to read or to change. */
export function tasks(access: 'read'): Capability<TaskReader>
export function tasks(access: 'read-write'): Capability<TaskStore & { outbox: Outbox }>
export function tasks(access: Access): Capability<TaskReader> | Capability<TaskStore & { outbox: Outbox }> {
  return access === 'read' ? reading : writing
}

const reading: Capability<TaskReader> = {
  grants: { components: { state: 'read' } },
  open: ({ dapr }) => taskReader(dapr),
}

const writing: Capability<TaskStore & { outbox: Outbox }> = {
  grants: outboxGrants('task-events'),
  open(platform) {
    const box = outbox(platform)
    return { ...taskStore(platform.dapr, box, platform.name), outbox: box }
  },
  jobs: (store) => outboxJobs(store.outbox),
}
