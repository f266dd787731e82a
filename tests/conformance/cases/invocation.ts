import { expect } from 'vitest'
import type { Received } from '../recorder.ts'
import type { Case, Part, World } from '../world.ts'
import { docs, errorOf, unique } from './tools.ts'

const api = docs('reference/api/service_invocation_api/')
const code = 'dapr pkg/api/http/directmessaging.go, pkg/messaging/direct_messaging.go'

const at =
  (path: string) =>
  ({ url }: Received) =>
    url === path

const invoke = ({ dapr }: World, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  dapr('alpha')(method, `/v1.0/invoke/${path}`, body, headers)

const cases: Case[] = [
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map(
    (method): Case => ({
      name: `${method} reaches the other app, and its answer comes back`,
      source: api,
      async run(world) {
        const path = `/${unique('called')}/deep`
        world.recorder.answer(at(`${path}?q=1&r=a%20b`), {
          status: 201,
          headers: { 'content-type': 'text/plain', 'x-own': 'y', etag: '"e"' },
          body: 'made',
        })
        const body = method === 'GET' ? undefined : 'hello'
        const answer = await invoke(world, method, `beta/method${path}?q=1&r=a%20b`, body, {
          'content-type': 'text/x',
          authorization: 'Bearer t',
          'x-mine': 'z',
        })
        expect(answer).toMatchObject({ status: 201, text: 'made' })
        expect(Object.fromEntries(answer.headers)).toMatchObject({
          'content-type': 'text/plain',
          'x-own': 'y',
          etag: '"e"',
        })
        const [received] = world.recorder.received(at(`${path}?q=1&r=a%20b`))
        expect(received).toMatchObject({ app: 'beta', method, body: body ?? '' })
        expect(received?.headers).toMatchObject({
          authorization: 'Bearer t',
          'x-mine': 'z',
          'content-type': 'text/x',
          'dapr-caller-app-id': 'alpha',
          'dapr-callee-app-id': 'beta',
          'dapr-caller-namespace': 'default',
          'x-forwarded-for': expect.stringMatching(/./),
          'x-forwarded-host': expect.stringMatching(/./),
          forwarded: expect.stringMatching(/^for=.+;by=.+;host=.+$/),
          'dapr-api-token': world.tokens.appApiToken,
        })
        expect(received?.headers.traceparent).toMatch(/^00-/)
      },
    }),
  ),
  ...[200, 204, 302, 400, 404, 418, 500, 503].map(
    (status): Case => ({
      name: `the app's ${status} is the caller's ${status}`,
      source: `${api}#http-response-codes`,
      async run(world) {
        const path = `/${unique('status')}`
        const body = status === 204 ? '' : '{"own":"error"}'
        world.recorder.answer(at(path), {
          status,
          headers: { 'content-type': 'application/json', ...(status === 302 && { location: '/elsewhere' }) },
          body,
        })
        const answer = await invoke(world, 'GET', `beta/method${path}`)
        expect(answer).toMatchObject({ status, text: body })
        if (status === 302) expect(answer.headers.get('location')).toBe('/elsewhere')
        expect(world.recorder.received(at(path))).toHaveLength(1)
      },
    }),
  ),
  ...(
    [
      [200, '', null],
      [200, 'text', 'text/plain; charset=utf-8'],
      [500, '', 'application/json'],
      [500, 'text', 'application/json'],
    ] as const
  ).map(
    ([status, body, expected]): Case => ({
      name: `an answer of ${status} without a content type, and ${body ? 'a' : 'no'} body, is given ${expected}`,
      source: `${code}; pkg/messaging/v1`,
      async run(world) {
        const path = `/${unique('untyped')}`
        world.recorder.answer(at(path), { status, body })
        const answer = await invoke(world, 'GET', `beta/method${path}`)
        expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([status, body, expected])
      },
    }),
  ),
  {
    name: 'the app can be named in a header, too',
    source: api,
    async run(world) {
      const path = `/${unique('header')}`
      world.recorder.answer(at(path), { body: 'yes', headers: { 'content-type': 'text/plain' } })
      const answer = await world.dapr('alpha')('GET', path, undefined, { 'dapr-app-id': 'beta' })
      expect(answer).toMatchObject({ status: 200, text: 'yes' })
      const [received] = world.recorder.received(at(path))
      expect(received?.app).toBe('beta')
    },
  },
  {
    name: 'an app may be named with its namespace',
    source: `${docs('developing-applications/building-blocks/service-invocation/service-invocation-namespaces/')}`,
    async run(world) {
      const path = `/${unique('namespace')}`
      expect((await invoke(world, 'GET', `beta.default/method${path}`)).status).toBe(200)
      expect(world.recorder.received(at(path))).toHaveLength(1)
    },
  },
  {
    name: 'escaped slashes become slashes, and .. is resolved',
    source: `${code} (NormalizeMethod)`,
    async run(world) {
      const mark = unique('path')
      await invoke(world, 'GET', `beta/method/${mark}%2Fdeep`)
      expect(world.recorder.received(at(`/${mark}/deep`))).toHaveLength(1)
    },
  },
  {
    name: 'an app that calls itself does so without the marks of a stranger',
    source: code,
    async run(world) {
      const path = `/${unique('self')}`
      expect((await invoke(world, 'POST', `alpha/method${path}`, 'x')).status).toBe(200)
      const [received] = world.recorder.received(at(path))
      expect(received).toMatchObject({ app: 'alpha', body: 'x' })
      expect(received?.headers).not.toHaveProperty('dapr-caller-app-id')
      expect(received?.headers).not.toHaveProperty('x-forwarded-for')
      expect(received?.headers['dapr-api-token']).toBe(world.tokens.appApiToken)
    },
  },
  {
    name: 'bytes go through as they are, in both directions',
    source: api,
    async run(world) {
      const path = `/${unique('bytes')}`
      const text = `ü🐈${'x'.repeat(100_000)}`
      world.recorder.answer(at(path), { body: text, headers: { 'content-type': 'text/plain; charset=utf-8' } })
      const answer = await invoke(world, 'POST', `beta/method${path}`, text)
      expect(answer.text).toBe(text)
      expect(world.recorder.received(at(path))[0]?.body).toBe(text)
    },
  },
  {
    name: 'an app that is not there is 500',
    source: `${code} (getRemoteApp)`,
    async run(world) {
      expect(errorOf(await invoke(world, 'GET', 'nosuch/method/x'))).toEqual({
        status: 500,
        errorCode: 'ERR_DIRECT_INVOKE',
        message: 'failed to invoke, id: nosuch, err: no host found with the given ID',
      })
    },
  },
  {
    name: 'a connection that breaks is 500',
    source: code,
    async run(world) {
      const path = `/${unique('cut')}`
      world.recorder.answer(at(path), { cut: true })
      expect(errorOf(await invoke(world, 'GET', `beta/method${path}`))).toMatchObject({
        status: 500,
        errorCode: 'ERR_DIRECT_INVOKE',
        message: expect.stringContaining('failed to invoke, id: beta, err: '),
      })
    },
  },
]

export const invocation: Part = { name: 'service invocation', cases }
