import { expect } from 'vitest'
import { subscription } from '../resources.ts'
import type { Part } from '../world.ts'
import { about, docs, errorOf, eventOf, made, unique } from './tools.ts'

const api = docs('developing-applications/building-blocks/pubsub/pubsub-bulk/#publishing-messages-in-bulk')

export const bulkPublish: Part = {
  name: 'bulk publish',
  resources: subscription('beta', 'in-bulk', 'routes: { default: /in-bulk }'),
  cases: [
    {
      name: 'publishes each entry; those of one key keep their order',
      source: `${api}; components-contrib common/component/kafka/producer.go (BulkPublish)`,
      async run({ dapr, recorder }) {
        const mark = unique('bulk')
        const entries = Array.from({ length: 12 }, (_, n) => ({
          entryId: String(n),
          event: made('entry', { mark, n }),
          contentType: 'application/cloudevents+json',
          metadata: { partitionKey: `${mark}-${n % 2}`, own: 'x' },
        }))
        const answer = await dapr('alpha')('POST', '/v1.0/publish/bulk/events/in-bulk', entries)
        expect(answer).toMatchObject({ status: 204, text: '' })
        const received = await recorder.until(about({ id: mark }), 12)
        for (const parity of [0, 1]) {
          const own = received.map((one) => eventOf(one).data.n).filter((n) => n % 2 === parity)
          expect(own).toEqual([0, 1, 2, 3, 4, 5].map((n) => n * 2 + parity))
        }
        expect(received[0]?.headers).toMatchObject({ own: 'x', 'content-type': 'application/cloudevents+json' })
        expect(received.map((one) => eventOf(one).id).sort()).toEqual(entries.map(({ event }) => event.id).sort())
      },
    },
    {
      name: 'takes JSON, text and bytes, and makes CloudEvents of them; metadata of the request are of all',
      source: `${api}; dapr pkg/api/http/http.go (onBulkPublish)`,
      async run({ dapr, recorder }) {
        const mark = unique('bulk')
        const answer = await dapr('alpha')('POST', `/v1.0-alpha1/publish/bulk/events/in-bulk?metadata.mark=${mark}`, [
          { entryId: 'a', event: { a: 1 }, contentType: 'application/json' },
          { entryId: 'b', event: 'text', contentType: 'text/plain' },
          { entryId: 'c', event: Buffer.from('bytes').toString('base64'), contentType: 'application/octet-stream' },
        ])
        expect(answer.status).toBe(204)
        const events = (await recorder.until(({ headers }) => headers.mark === mark, 3)).map(eventOf)
        expect(events).toContainEqual(
          expect.objectContaining({ data: { a: 1 }, datacontenttype: 'application/json', source: 'alpha' }),
        )
        expect(events).toContainEqual(expect.objectContaining({ data: 'text', datacontenttype: 'text/plain' }))
        expect(events).toContainEqual(
          expect.objectContaining({
            data_base64: Buffer.from('bytes').toString('base64'),
            datacontenttype: 'application/octet-stream',
          }),
        )
      },
    },
    {
      name: 'refuses entries without an id of their own, and what is no list',
      source: api,
      async run({ dapr }) {
        const entry = { entryId: 'a', event: {}, contentType: 'application/json' }
        for (const [body, why] of [
          [[entry, entry], 'error: entryId is duplicated or not present for entry'],
          [[{ ...entry, entryId: undefined }], 'error: entryId is duplicated or not present for entry'],
          [[{ entryId: 'a', event: {} }], 'error: mismatch between contentType and event'],
          [[{ ...entry, contentType: 'text/plain' }], 'error: mismatch between contentType and event'],
          [[{ ...entry, contentType: 'application/octet-stream', event: 5 }], 'mismatch between contentType'],
          [[{ ...entry, contentType: 'image/png', event: 'x' }], 'error: mismatch between contentType and event'],
          [{}, 'json: cannot unmarshal object into Go value of type []http.bulkPublishMessageEntry'],
          ['{bad', ''],
        ] as const) {
          const error = errorOf(await dapr('alpha')('POST', '/v1.0/publish/bulk/events/in-bulk', body))
          expect(error).toMatchObject({
            status: 400,
            errorCode: 'ERR_PUBSUB_EVENTS_SER',
            message: expect.stringContaining(why),
            details: [
              { resource_name: 'events', resource_type: 'pubsub', description: error.message },
              { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', metadata: { appID: 'alpha' } },
            ],
          })
        }
      },
    },
    {
      name: 'refuses a broker that is not there, and a topic that is not allowed',
      source: api,
      async run({ dapr }) {
        const entries = [{ entryId: 'a', event: {}, contentType: 'application/json' }]
        expect(errorOf(await dapr('alpha')('POST', '/v1.0/publish/bulk/nops/t', entries))).toMatchObject({
          status: 404,
          errorCode: 'ERR_PUBSUB_NOT_FOUND',
        })
        expect(errorOf(await dapr('alpha')('POST', '/v1.0/publish/bulk/scoped/reserved', entries))).toMatchObject({
          status: 403,
          errorCode: 'ERR_PUBSUB_FORBIDDEN',
        })
      },
    },
  ],
}
