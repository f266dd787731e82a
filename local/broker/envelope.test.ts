import { describe, expect, test } from 'vitest'
import { envelope, rawEnvelope } from './envelope.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const publish = (body: string, contentType?: string, metadata: Record<string, string> = {}) =>
  envelope({ app: 'a', pubsub: 'mem', topic: 'orders', contentType, body: Buffer.from(body), metadata, traceparent })

describe('what is published as data', () => {
  test('becomes a CloudEvent with its keys in order', () => {
    const { event, body } = publish('{"id":1}', 'application/json; charset=utf-8')
    expect(event).toEqual({
      data: { id: 1 },
      datacontenttype: 'application/json; charset=utf-8',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pubsubname: 'mem',
      source: 'a',
      specversion: '1.0',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      topic: 'orders',
      traceid: traceparent,
      traceparent,
      tracestate: '',
      type: 'com.dapr.event.sent',
    })
    expect(Object.keys(JSON.parse(body.toString()))).toEqual(Object.keys(event).sort())
  })

  test.each([
    ['text/plain', 'hi', { data: 'hi', datacontenttype: 'text/plain' }],
    [undefined, 'hi', { data: 'hi', datacontenttype: 'text/plain' }],
    ['application/json', '{bad', { data: '{bad', datacontenttype: 'application/json' }],
    ['application/json', '', { data: '' }],
    ['application/octet-stream', 'hi', { data_base64: 'aGk=' }],
    ['application/problem+json', '{}', { data: '{}' }],
  ])('of type %s', (contentType, body, expected) => expect(publish(body, contentType).event).toMatchObject(expected))

  test('takes attributes and a time to live from the metadata', () => {
    const { event } = publish('1', 'application/json', {
      'cloudevent.id': 'x',
      'CloudEvent.Type': 't',
      'cloudevent.traceparent': 'p',
      'cloudevent.own': 'not one of those',
      ttlInSeconds: '60',
    })
    expect(event).toMatchObject({ id: 'x', type: 't', traceid: 'p', expiration: expect.stringMatching(/Z$/) })
    expect(event).not.toHaveProperty('own')
  })
})

describe('what is published as a CloudEvent', () => {
  test('is kept as it is, with where it went and its trace added', () => {
    const own = {
      specversion: '1.0',
      id: '1',
      type: 't',
      source: 's',
      subject: 'u',
      userid: 'x',
      time: '2026-01-01T00:00:00.123Z',
      data: 5,
    }
    expect(publish(JSON.stringify(own), 'application/cloudevents+json').event).toEqual({
      ...own,
      pubsubname: 'mem',
      topic: 'orders',
      traceid: traceparent,
      traceparent,
      tracestate: '',
    })
  })

  test('gets the attributes it lacks, but for its id, and must be an object', () => {
    const { event } = publish('{"type":null}', 'application/cloudevents+json')
    expect(event).toMatchObject({
      source: 'Dapr',
      type: 'com.dapr.event.sent',
      specversion: '1.0',
      time: expect.any(String),
    })
    expect(event).not.toHaveProperty('id')
    expect(() => publish('{bad', 'application/cloudevents+json')).toThrow()
    expect(() => publish('[]', 'application/cloudevents+json')).toThrow('cannot unmarshal array')
  })

  test('keeps its own trace when it has an id of one', () => {
    const own = { traceid: 'x', traceparent: 'y', tracestate: 'z' }
    expect(publish(JSON.stringify(own), 'application/cloudevents+json').event).toMatchObject(own)
    expect(publish('{"traceparent":"y"}', 'application/cloudevents+json').event).toMatchObject({ traceparent })
  })
})

test('numbers keep every digit', () => {
  for (const type of ['application/json', 'application/cloudevents+json'])
    expect(publish('{"n":12345678901234567890,"m":0.1}', type).body.toString()).toContain('12345678901234567890')
})

test('raw bytes stay as they are, and are wrapped for those who ask', () => {
  expect(publish('{"id":6}', 'application/json', { rawPayload: 'true' }).body.toString()).toBe('{"id":6}')
  expect(rawEnvelope(Buffer.from('{"id":6}'), 't', 'p').event).toMatchObject({
    data_base64: 'eyJpZCI6Nn0=',
    source: 'Dapr',
    topic: 't',
    pubsubname: 'p',
  })
})
