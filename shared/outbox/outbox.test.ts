import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { ConflictError } from '../dapr/error.ts'
import { memoryDapr } from '../dapr/fixtures/memory-dapr.ts'
import { upsert } from '../dapr/state.ts'
import type { CatnapEvent } from '../events/define.ts'
import { background } from '../function/background.ts'
import { jsonLog } from '../function/log.ts'
import { currentTraceparent, withTrace } from '../function/trace.ts'
import { outbox, PublishJobData } from './outbox.ts'

const event = (id: string): CatnapEvent => ({
  id,
  type: 'dev.catnap.test.v1',
  source: '/catnap/test',
  subject: 'a',
  user: 'ann',
  time: '2026-01-01T00:00:00Z',
  data: {},
})
const outgoing = (...ids: string[]) => ids.map((id) => ({ topic: 'task-events' as const, event: event(id) }))

function setUp() {
  const dapr = memoryDapr()
  const lines: string[] = []
  const work = background()
  const box = outbox({ dapr, log: jsonLog('test', (line) => lines.push(line)), background: work }, () => '1')
  return { dapr, box, lines, work }
}

describe('committing a change with its events', () => {
  test('writes the change and publishes the events in order, on the partition of their user', async () => {
    const { dapr, box, work } = setUp()
    await box.commit({ operations: [upsert('k', 1, 'absent')], events: outgoing('e1', 'e2') })
    await work.idle()
    expect(dapr.published.map(({ event, partitionKey }) => [event.id, partitionKey])).toEqual([
      ['e1', 'ann'],
      ['e2', 'ann'],
    ])
    expect([...dapr.values.keys()]).toEqual(['k'])
    expect(dapr.scheduled.size).toBe(0)
  })

  test('does nothing at all when the state is not as expected', async () => {
    const { dapr, box, work } = setUp()
    await dapr.state.transaction([upsert('k', 1, 'absent')])
    const commit = box.commit({
      operations: [upsert('other', 2, 'any'), upsert('k', 2, 'absent')],
      events: outgoing('e1'),
    })
    await expect(commit).rejects.toThrow(ConflictError)
    await work.idle()
    expect(dapr.published).toEqual([])
    expect([...dapr.values.keys()]).toEqual(['k'])
    expect(dapr.scheduled.size).toBe(0)
  })

  test('changes nothing when the rescue cannot be arranged', async () => {
    const { dapr, box } = setUp()
    dapr.failing.add('schedule')
    await expect(box.commit({ operations: [upsert('k', 1, 'any')], events: outgoing('e1') })).rejects.toThrow(
      'ERR_DAPR',
    )
    expect(dapr.values.size).toBe(0)
  })

  test('stands when the broker is down, and the job brings the events after', async () => {
    const { dapr, box, lines } = setUp()
    dapr.failing.add('publish')
    await box.commit({ operations: [upsert('k', 1, 'any')], events: outgoing('e1', 'e2') })
    expect(dapr.values.has('k')).toBe(true)
    const { data } = dapr.scheduled.get('publish-1') ?? {}
    const places = v.parse(PublishJobData, data)
    expect(lines.join()).toContain('events deferred')

    dapr.failing.delete('publish')
    await box.publishPending(places)
    expect(dapr.published.map(({ event }) => event.id)).toEqual(['e1', 'e2'])
    await box.publishPending(places)
    expect(dapr.published).toHaveLength(2)
  })

  test('lets the caller do something once the change is made, before anyone hears of it', async () => {
    const { dapr, box } = setUp()
    const seen: unknown[] = []
    const beforePublishing = async () => void seen.push(dapr.values.has('k'), dapr.published.length)
    await box.commit({ operations: [upsert('k', 1, 'any')], events: outgoing('e1'), beforePublishing })
    expect(seen).toEqual([true, 0])
    expect(dapr.published).toHaveLength(1)
  })

  test('leaves what it could not tidy up to the job', async () => {
    const { dapr, box, work, lines } = setUp()
    dapr.failing.add('jobs.delete')
    await box.commit({ operations: [upsert('k', 1, 'any')], events: outgoing('e1') })
    await work.idle()
    expect(lines.join()).toContain('job left behind')
    expect(dapr.scheduled.has('publish-1')).toBe(true)
  })

  test('needs no pending record for a change without events', async () => {
    const { dapr, box } = setUp()
    await box.commit({ operations: [upsert('k', 1, 'any')], events: [] })
    expect([...dapr.values.keys()]).toEqual(['k'])
  })

  test('keeps events that are published late in the trace of their change', async () => {
    const { dapr, box } = setUp()
    dapr.failing.add('publish')
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const change = { operations: [upsert('k', 1, 'any')], events: outgoing('e1') }
    await withTrace(traceparent, () => box.commit(change))
    dapr.failing.clear()
    const traces: unknown[] = []
    dapr.publish = async () => void traces.push(currentTraceparent())
    await box.publishPending(v.parse(PublishJobData, dapr.scheduled.get('publish-1')?.data))
    expect(traces).toEqual([traceparent])
  })
})

describe('commits at the same time', () => {
  test('share one job, which the last of them deletes', async () => {
    const { dapr, box, work } = setUp()
    const names: string[] = []
    const { schedule } = dapr.jobs
    dapr.jobs.schedule = async (name, job) => {
      names.push(name)
      await schedule(name, job)
    }
    await Promise.all(
      ['e1', 'e2', 'e3'].map((id) => box.commit({ operations: [upsert(id, 1, 'absent')], events: outgoing(id) })),
    )
    await work.idle()
    expect(names).toEqual(['publish-1'])
    expect(dapr.published.map(({ event }) => event.id)).toEqual(['e1', 'e2', 'e3'])
    expect([...dapr.values.keys()]).toEqual(['e1', 'e2', 'e3'])
    expect(dapr.scheduled.size).toBe(0)
  })

  test('leave the job where one of them left its record, and each has a record of its own', async () => {
    const { dapr, box, work } = setUp()
    const { publish } = dapr
    dapr.publish = async (topic, event, options) => {
      if (event.id === 'e2') throw new Error('broker is down')
      await publish(topic, event, options)
    }
    await Promise.all(
      ['e1', 'e2'].map((id) => box.commit({ operations: [upsert(id, 1, 'absent')], events: outgoing(id) })),
    )
    await work.idle()
    expect(dapr.scheduled.has('publish-1')).toBe(true)
    expect([...dapr.values.keys()].filter((key) => key.startsWith('pending:'))).toEqual(['pending:1:1'])
  })

  test('that begin after the job could not be made try anew', async () => {
    const { dapr, box } = setUp()
    dapr.failing.add('schedule')
    const change = { operations: [upsert('k', 1, 'any')], events: outgoing('e1') }
    await expect(box.commit(change)).rejects.toThrow('ERR_DAPR')
    dapr.failing.clear()
    await box.commit(change)
    expect(dapr.published).toHaveLength(1)
  })
})
