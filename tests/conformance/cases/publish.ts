import { expect } from 'vitest'
import { subscription, subscriptions } from '../resources.ts'
import type { Case, Part } from '../world.ts'
import { about, docs, errorOf, eventOf, made, publish as send, unique } from './tools.ts'

const api = docs('reference/api/pubsub_api/')
const envelopes = docs('developing-applications/building-blocks/pubsub/pubsub-cloudevents/')
const kafka = 'components-contrib common/component/kafka/{producer,consumer}.go'

/** Publishes what a subscriber can tell by `id` in its body. */
const plain = (body: unknown, headers: Record<string, string>, query = '') => ({ body, headers, query })

const cases: Case[] = [
  {
    name: 'plain data become a CloudEvent',
    source: envelopes,
    async run({ dapr, recorder }) {
      const id = unique('data')
      expect(await dapr('alpha')('POST', '/v1.0/publish/events/published', { id })).toMatchObject({
        status: 204,
        text: '',
      })
      const [received] = await recorder.until(about({ id }))
      expect(received).toMatchObject({ app: 'beta', method: 'POST', url: '/published' })
      const { headers } = received ?? {}
      expect(headers).toMatchObject({
        'content-type': 'application/cloudevents+json',
        pubsubname: 'events',
      })
      expect(headers?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
      const event = received && eventOf(received)
      expect(event).toEqual({
        data: { id },
        datacontenttype: 'application/json',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        pubsubname: 'events',
        source: 'alpha',
        specversion: '1.0',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        topic: 'published',
        traceid: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
        traceparent: event.traceid,
        tracestate: '',
        type: 'com.dapr.event.sent',
      })
      expect(Object.keys(event)).toEqual(Object.keys(event).sort())
    },
  },
  {
    name: 'a CloudEvent is kept as it is, with its extensions',
    source: `${envelopes}#publish-your-own-cloudevent`,
    async run({ dapr, recorder }) {
      const event = made(
        'dev.example.made.v1',
        { deep: [1, { a: '<&>' }] },
        {
          subject: 'what',
          time: '2026-01-02T03:04:05.678Z',
          datacontenttype: 'application/json',
          partitionkey: 'p',
          userid: 'u',
        },
      )
      await send(dapr('alpha'), 'events/published', event, 'p')
      const [received] = await recorder.until(about(event))
      expect(received && eventOf(received)).toEqual({
        ...event,
        pubsubname: 'events',
        topic: 'published',
        traceid: expect.stringMatching(/^00-/),
        traceparent: expect.stringMatching(/^00-/),
        tracestate: '',
      })
    },
  },
  {
    name: 'a CloudEvent without source, type, time or version gets them',
    source: 'components-contrib pubsub/envelope.go (FromCloudEvent)',
    async run({ dapr, recorder }) {
      const event = { id: unique('bare'), data: 1 }
      await send(dapr('alpha'), 'events/published', event)
      const [received] = await recorder.until(about(event))
      expect(received && eventOf(received)).toMatchObject({
        ...event,
        source: 'Dapr',
        type: 'com.dapr.event.sent',
        specversion: '1.0',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      })
    },
  },
  {
    name: "a CloudEvent's own trace is kept when it tells its id",
    source: 'components-contrib pubsub/envelope.go (FromCloudEvent)',
    async run({ dapr, recorder }) {
      const own = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
      const [told, untold] = [
        made('traced', 1, { traceid: own, traceparent: own }),
        made('traced', 1, { traceparent: own }),
      ]
      for (const event of [told, untold]) await send(dapr('alpha'), 'events/published', event)
      const [first] = await recorder.until(about(told))
      expect(first && eventOf(first)).toMatchObject({ traceid: own, traceparent: own })
      expect(first?.headers.traceparent).toContain('4bf92f3577b34da6a3ce929d0e0e4736')
      const [second] = await recorder.until(about(untold))
      expect(second && eventOf(second).traceparent).not.toBe(own)
    },
  },
  {
    name: 'numbers of an event keep every digit',
    source: 'components-contrib pubsub/envelope.go (unmarshalPrecise)',
    async run({ dapr, recorder }) {
      const id = unique('number')
      await dapr('alpha')('POST', '/v1.0/publish/events/published', `{"id":"${id}","n":12345678901234567890,"f":0.1}`, {
        'content-type': 'application/json',
      })
      const [received] = await recorder.until(about({ id }))
      expect(received?.body).toContain('"n":12345678901234567890')
    },
  },
  ...(
    [
      [
        'text',
        (id) => plain(id, { 'content-type': 'text/plain' }),
        (id) => ({ data: id, datacontenttype: 'text/plain' }),
      ],
      ['nothing said', (id) => plain(id, {}), (id) => ({ data: id, datacontenttype: 'text/plain' })],
      [
        'text with a charset',
        (id) => plain(id, { 'content-type': 'text/plain; charset=utf-8' }),
        (id) => ({ data: id, datacontenttype: 'text/plain; charset=utf-8' }),
      ],
      [
        'JSON with a charset',
        (id) => plain(`{"id":"${id}"}`, { 'content-type': 'application/json; charset=utf-8' }),
        (id) => ({ data: { id }, datacontenttype: 'application/json; charset=utf-8' }),
      ],
      [
        'broken JSON',
        (id) => plain(`{"${id}`, { 'content-type': 'application/json' }),
        (id) => ({ data: `{"${id}`, datacontenttype: 'application/json' }),
      ],
      [
        'another kind of JSON',
        (id) => plain(`{"id":"${id}"}`, { 'content-type': 'application/problem+json' }),
        (id) => ({ data: `{"id":"${id}"}`, datacontenttype: 'application/problem+json' }),
      ],
      [
        'XML',
        (id) => plain(`<a>${id}</a>`, { 'content-type': 'application/xml' }),
        (id) => ({ data: `<a>${id}</a>`, datacontenttype: 'application/xml' }),
      ],
    ] satisfies [string, (id: string) => ReturnType<typeof plain>, (id: string) => object][]
  ).map(([what, request, expected]) => ({
    name: `the content type decides what the data are: ${what}`,
    source: `${envelopes}; components-contrib pubsub/envelope.go (NewCloudEventsEnvelope)`,
    async run({ dapr, recorder }: Parameters<Case['run']>[0]) {
      const id = unique('content')
      const { body, headers } = request(id)
      // fetch says text/plain itself where nothing is said, with a charset; bytes say nothing.
      const { status } = await dapr('alpha')(
        'POST',
        `/v1.0/publish/events/published?metadata.mark=${id}`,
        body,
        headers,
      )
      expect(status).toBe(204)
      const [received] = await recorder.until(({ headers: { mark } }) => mark === id)
      if (what !== 'nothing said') expect(received && eventOf(received)).toMatchObject(expected(id))
      else expect(received && eventOf(received).data).toBe(id)
    },
  })),
  {
    name: 'bytes become base64',
    source: `${envelopes}; CloudEvents JSON format: data_base64`,
    async run({ dapr, recorder }) {
      const id = unique('bytes')
      await dapr('alpha')('POST', `/v1.0/publish/events/published?metadata.mark=${id}`, id, {
        'content-type': 'application/octet-stream',
      })
      const [received] = await recorder.until(({ headers }) => headers.mark === id)
      const event = received && eventOf(received)
      expect(event).toMatchObject({
        data_base64: Buffer.from(id).toString('base64'),
        datacontenttype: 'application/octet-stream',
      })
      expect(event).not.toHaveProperty('data')
    },
  },
  {
    name: 'metadata are headers of the delivery; cloudevent.* are attributes of the event',
    source: `${envelopes}#override-cloudevents-metadata; dapr pkg/runtime/subscription/postman/http/http.go`,
    async run({ dapr, recorder }) {
      const id = unique('metadata')
      const query = `metadata.partitionKey=p1&metadata.cloudevent.type=own.type&metadata.cloudevent.id=${id}&metadata.cloudevent.source=me&metadata.x-own=y`
      await dapr('alpha')('POST', `/v1.0/publish/events/published?${query}`, { a: 1 })
      const [received] = await recorder.until(about({ id }))
      expect(received?.headers).toMatchObject({ partitionkey: 'p1', 'x-own': 'y' })
      expect(received && eventOf(received)).toMatchObject({ id, type: 'own.type', source: 'me', data: { a: 1 } })
    },
  },
  {
    name: 'Kafka tells key, topic, partition, offset and time of a record as headers',
    source: kafka,
    async run({ dapr, recorder }) {
      const event = made('keyed')
      await send(dapr('alpha'), 'events/published', event, 'the-key')
      const [received] = await recorder.until(about(event))
      expect(received?.headers).toMatchObject({
        __key: 'the-key',
        __topic: 'published',
        __partition: expect.stringMatching(/^\d+$/),
        __offset: expect.stringMatching(/^\d+$/),
        __timestamp: expect.stringMatching(/^\d{13}$/),
      })
    },
  },
  {
    name: 'a time to live is an expiration',
    source: docs('developing-applications/building-blocks/pubsub/pubsub-message-ttl/'),
    async run({ dapr, recorder }) {
      const event = made('expires')
      await send(dapr('alpha'), 'events/published', event, 'k', '&metadata.ttlInSeconds=3600')
      const [received] = await recorder.until(about(event))
      const { expiration } = received ? eventOf(received) : { expiration: '' }
      expect(expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(Date.parse(expiration) - Date.now()).toBeGreaterThan(3_000_000)
      expect(received?.headers.ttlinseconds).toBe('3600')
    },
  },
  {
    name: 'raw bytes are wrapped for those who asked for raw, and given as they are to the others',
    source: docs('developing-applications/building-blocks/pubsub/pubsub-raw/'),
    async run({ dapr, recorder }) {
      const id = unique('raw')
      const body = JSON.stringify({ id })
      const base64 = Buffer.from(body).toString('base64')
      for (const topic of ['published-raw', 'published'])
        await dapr('alpha')(
          'POST',
          `/v1.0/publish/events/${topic}?metadata.rawPayload=true&metadata.mark=${id}`,
          body,
          {
            'content-type': 'application/json',
          },
        )
      const received = await recorder.until(({ headers }) => headers.mark === id, 2)
      const raw = received.find(({ url }) => url === '/published-raw')
      expect(raw && eventOf(raw)).toEqual({
        data_base64: base64,
        datacontenttype: 'application/octet-stream',
        id: expect.any(String),
        pubsubname: 'events',
        source: 'Dapr',
        specversion: '1.0',
        topic: 'published-raw',
        type: 'com.dapr.event.sent',
      })
      expect(raw?.headers).toMatchObject({ rawpayload: 'true', 'content-type': 'application/cloudevents+json' })
      expect(received.find(({ url }) => url === '/published')?.body).toBe(body)
    },
  },
  {
    name: 'what nobody subscribed to is taken',
    source: api,
    async run({ dapr }) {
      expect((await dapr('alpha')('POST', '/v1.0/publish/events/nobody', {})).status).toBe(204)
    },
  },
  {
    name: 'a broker that is not there is 404',
    source: api,
    async run({ dapr }) {
      expect(errorOf(await dapr('alpha')('POST', '/v1.0/publish/nops/t', {}))).toEqual({
        status: 404,
        errorCode: 'ERR_PUBSUB_NOT_FOUND',
        message: 'pubsub nops is not found',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            domain: 'dapr.io',
            metadata: {},
            reason: 'DAPR_PUBSUB_NOT_FOUND',
          },
        ],
      })
      expect((await dapr('alpha')('POST', '/v1.0/publish/events', {})).status).toBe(404)
    },
  },
  {
    name: 'what calls itself a CloudEvent and is no JSON is refused',
    source: 'dapr pkg/runtime/pubsub/cloudevents.go (NewCloudEvent)',
    async run({ dapr }) {
      const answer = await dapr('alpha')('POST', '/v1.0/publish/events/published', '{bad', {
        'content-type': 'application/cloudevents+json',
      })
      expect(errorOf(answer)).toMatchObject({ status: 500, errorCode: 'ERR_PUBSUB_CLOUD_EVENTS_SER' })
    },
  },
]

export const publish: Part = {
  name: 'publish',
  resources: subscriptions(
    subscription('beta', 'published', 'routes: { default: /published }'),
    subscription('beta', 'published-raw', 'routes: { default: /published-raw }, metadata: { rawPayload: "true" }'),
  ),
  cases,
}
