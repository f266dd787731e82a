import { expect } from 'vitest'
import { subscription } from '../resources.ts'
import type { Part } from '../world.ts'
import { about, docs, eventOf, made, unique } from './tools.ts'

const source = `${docs('operations/observability/tracing/w3c-tracing-overview/')}; https://www.w3.org/TR/trace-context/`
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = `00-${trace}-00f067aa0ba902b7-01`
const sameTrace = expect.stringMatching(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))

export const tracing: Part = {
  name: 'tracing',
  resources: subscription('beta', 'traced', 'routes: { default: /traced }'),
  cases: [
    {
      name: "every answer carries the caller's trace, one step on",
      source,
      async run({ dapr }) {
        for (const [method, path, body] of [
          ['GET', '/v1.0/state/state/none', undefined],
          ['POST', '/v1.0/state/state', []],
          ['GET', '/v1.0/state/nostore/x', undefined],
          ['POST', '/v1.0/publish/events/traced', {}],
          ['GET', '/v1.0/secrets/secrets/plain', undefined],
          ['GET', '/v1.0/invoke/beta/method/traced', undefined],
        ] as const) {
          const { headers } = await dapr('alpha')(method, path, body, { traceparent })
          expect([path, headers.get('traceparent')]).toEqual([path, sameTrace])
        }
      },
    },
    {
      name: 'a caller without a trace gets one of its own',
      source,
      async run({ dapr }) {
        const traces = new Set<string | null>()
        for (let times = 0; times < 2; times++) {
          const { headers } = await dapr('alpha')('GET', '/v1.0/state/state/none')
          expect(headers.get('traceparent')).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
          traces.add(headers.get('traceparent')?.slice(3, 35) ?? null)
        }
        expect(traces.size).toBe(2)
      },
    },
    {
      name: 'an event carries the trace of its publisher, within and beside it',
      source: `${source}; dapr pkg/api/http/http.go (onPublish)`,
      async run({ dapr, recorder }) {
        const event = made('traced')
        await dapr('alpha')('POST', '/v1.0/publish/events/traced', event, {
          'content-type': 'application/cloudevents+json',
          traceparent,
          tracestate: 'vendor=1',
        })
        const [received] = await recorder.until(about(event))
        expect(received && eventOf(received)).toMatchObject({
          traceid: sameTrace,
          traceparent: sameTrace,
          tracestate: 'vendor=1',
        })
        expect(received?.headers.traceparent).toEqual(sameTrace)
      },
    },
    {
      name: 'so does an event in bulk',
      source,
      async run({ dapr, recorder }) {
        const event = made('traced')
        await dapr('alpha')(
          'POST',
          '/v1.0/publish/bulk/events/traced',
          [{ entryId: 'a', event, contentType: 'application/cloudevents+json' }],
          { traceparent },
        )
        const [received] = await recorder.until(about(event))
        expect(received && eventOf(received)).toMatchObject({ traceid: sameTrace, traceparent: sameTrace })
      },
    },
    {
      name: 'an invoked app gets the trace, and its state and baggage',
      source,
      async run({ dapr, recorder }) {
        const path = `/${unique('traced')}`
        await dapr('alpha')('GET', `/v1.0/invoke/beta/method${path}`, undefined, {
          traceparent,
          tracestate: 'vendor=1',
          baggage: 'a=b',
        })
        const [received] = recorder.received(({ url }) => url === path)
        expect(received?.headers).toMatchObject({ traceparent: sameTrace, tracestate: 'vendor=1', baggage: 'a=b' })
      },
    },
    {
      name: 'a trace that is not sampled stays so',
      source,
      async run({ dapr }) {
        const { headers } = await dapr('alpha')('GET', '/v1.0/state/state/none', undefined, {
          traceparent: `00-${trace}-00f067aa0ba902b7-00`,
        })
        expect(headers.get('traceparent')?.slice(0, 35)).toBe(`00-${trace}`)
      },
    },
  ],
}
