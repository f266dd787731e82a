import { describe, expect, test } from 'vitest'
import { ConflictError } from '../dapr/error.ts'
import { memoryDapr } from '../dapr/fixtures/memory-dapr.ts'
import { upsert } from '../dapr/state.ts'
import type { CatnapEvent } from '../events/define.ts'
import { background } from '../function/background.ts'
import { jsonLog } from '../function/log.ts'
import { outbox } from './outbox.ts'

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
    expect(dapr.scheduled.get('publish-1')).toMatchObject({ data: { id: '1' } })
    expect(lines.join()).toContain('events deferred')

    dapr.failing.delete('publish')
    await box.publishPending('1')
    expect(dapr.published.map(({ event }) => event.id)).toEqual(['e1', 'e2'])
    await box.publishPending('1')
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
    expect(lines.join()).toContain('events deferred')
    expect(dapr.scheduled.has('publish-1')).toBe(true)
  })

  test('needs no pending record for a change without events', async () => {
    const { dapr, box } = setUp()
    await box.commit({ operations: [upsert('k', 1, 'any')], events: [] })
    expect([...dapr.values.keys()]).toEqual(['k'])
  })
})
