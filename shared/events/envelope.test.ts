import { CloudEvent } from 'cloudevents'
import { describe, expect, test } from 'vitest'
import { aTask } from '../tasks/fixtures/task.ts'
import { catalog } from './catalog.ts'
import { EventError, makeEvent, parseEvent, toWire } from './envelope.ts'
import { taskCompleted, taskCreated } from './task-events.ts'

const task = aTask()
const created = makeEvent(taskCreated, {
  id: `${task.id}:1`,
  source: '/catnap/chat-api',
  subject: task.id,
  user: 'ann',
  time: '2026-01-01T00:00:00Z',
  data: { task, changed: ['title'], by: 'user' },
})
const structured = { 'content-type': 'application/cloudevents+json' }

describe('an event on its way', () => {
  test('is a valid CloudEvent by the specification', () => {
    expect(new CloudEvent(toWire(created)).validate()).toBe(true)
  })

  test('is a structured CloudEvent with the user as its partition key', () => {
    expect(toWire(created)).toMatchObject({
      specversion: '1.0',
      id: `${task.id}:1`,
      type: 'dev.catnap.task.created.v1',
      partitionkey: 'ann',
      subject: task.id,
      datacontenttype: 'application/json',
    })
  })

  test('arrives as it was sent, in structured mode', () => {
    expect(parseEvent([taskCreated], { headers: structured, body: JSON.stringify(toWire(created)) })).toEqual(created)
  })

  test('arrives as it was sent, in binary mode', () => {
    const { data, datacontenttype, ...attributes } = JSON.parse(JSON.stringify(toWire(created)))
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]))
    const message = { headers: { ...headers, 'content-type': String(datacontenttype) }, body: JSON.stringify(data) }
    expect(parseEvent([taskCreated], message)).toEqual(created)
  })

  test('keeps what Dapr adds out of the handler', () => {
    const body = JSON.stringify({ ...toWire(created), pubsubname: 'events', topic: 'task-events', traceid: 't' })
    expect(parseEvent([taskCreated], { headers: structured, body })).toEqual(created)
  })
})

describe('a malformed event', () => {
  const wire = toWire(created)
  test.each([
    ['not JSON', '{', /not a CloudEvent/],
    ['no type that is listened to', JSON.stringify({ ...wire, type: 'other' }), /type "other" is not one of/],
    ['no user', JSON.stringify({ ...wire, partitionkey: undefined }), /partitionkey: is required/],
    ['no id', JSON.stringify({ ...wire, id: '' }), /id must not be empty/],
    [
      'a title that is too long',
      JSON.stringify({ ...wire, data: { ...created.data, task: { ...task, title: 'x'.repeat(201) } } }),
      /data\.task\.title: must be at most 200/,
    ],
    ['a batch', JSON.stringify([wire]), /id must not be empty/],
  ])('with %s is refused with the reason', (_, body, reason) => {
    expect(() => parseEvent([taskCreated], { headers: structured, body })).toThrow(EventError)
    expect(() => parseEvent([taskCreated], { headers: structured, body })).toThrow(reason)
  })

  test('is never made in the first place', () => {
    const broken = { ...created, data: { ...created.data, task: { ...task, title: '' } } }
    expect(() => makeEvent(taskCompleted, broken)).toThrow('must not be empty')
  })
})

test('every event has a type of its own', () => {
  expect(new Set(catalog.map(({ type }) => type)).size).toBe(catalog.length)
})
