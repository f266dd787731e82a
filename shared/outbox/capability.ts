import type { Topic } from '../events/define.ts'
import type { Grants, JobDefinition } from '../function/capability.ts'
import { type Outbox, PublishJobData } from './outbox.ts'
import { publishJob } from './pending-places.ts'

/** What a capability that commits through the outbox must be granted. */
export function outboxGrants(...publishes: Topic[]): Grants {
  return { components: { state: 'read-write' }, publishes, jobs: true }
}

/** The job that publishes what a process left pending; every capability with an outbox has it. */
export function outboxJobs(outbox: Outbox): Record<string, JobDefinition<typeof PublishJobData, undefined>> {
  return { [publishJob]: { data: PublishJobData, handle: (places) => outbox.publishPending(places) } }
}
