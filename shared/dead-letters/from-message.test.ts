import { describe, expect, test } from 'vitest'
import { makeEvent, toWire } from '../events/envelope.ts'
import { taskCreated } from '../events/task-events.ts'
import { aTask } from '../tasks/fixtures/task.ts'
import { deadLetterFrom } from './from-message.ts'

const task = aTask()
const wire = {
  ...toWire(
    makeEvent(taskCreated, {
      id: 'e1',
      source: '/test',
      subject: task.id,
      user: 'ann',
      time: '2026-01-01T00:00:00Z',
      data: { task, changed: [], by: 'user' },
    }),
  ),
  topic: 'task-events',
  pubsubname: 'events',
}
const letter = (body: unknown) =>
  deadLetterFrom({ headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) })

describe('a dead letter', () => {
  test('says what breaks the schema of its event', () => {
    expect(letter({ ...wire, data: { task: { ...task, title: '' }, changed: [], by: 'user' } })).toMatchObject({
      id: 'e1',
      topic: 'task-events',
      type: taskCreated.type,
      user: 'ann',
      reason: 'data.task.title: must not be empty',
    })
  })

  test('of a sound event says that its handler kept failing', () => {
    expect(letter(wire).reason).toMatch(/handler kept failing/)
  })

  test('that is not even JSON is kept as text, under an id of its own', () => {
    const kept = letter('{bad')
    expect(kept).toMatchObject({
      topic: '',
      type: '',
      event: { raw: '{bad' },
      reason: expect.stringMatching(/not a CloudEvent/),
    })
    expect(letter('{bad').id).toBe(kept.id)
    expect(letter('{worse').id).not.toBe(kept.id)
  })

  test('of JSON that is no object is kept as text', () => {
    expect(letter('5').event).toEqual({ raw: '5' })
  })
})
