import { expect } from 'vitest'
import type { Case, Part } from '../world.ts'
import { docs, errorOf, pause, unique } from './tools.ts'

const api = docs('reference/api/state_api/')
const handlers = 'dapr pkg/api/http/http.go (onPostState, onGetState, onDeleteState, onBulkGetState)'
const store = 'components-contrib common/component/postgresql/v1/postgresql.go, state/postgresql/v2/postgresql.go'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MISMATCH = 'failed saving state in state store state: possible etag mismatch. error from state store'

const cases: Case[] = [
  {
    name: 'a value is saved by POST or PUT and read back as JSON, with an etag that is new with every write',
    source: api,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('saved')
      const etags = new Set<string | null>()
      for (const [method, value] of [
        ['POST', { n: 1, deep: [null, true, 'ü'] }],
        ['PUT', 'text'],
        ['POST', 5.5],
        ['POST', false],
        ['POST', []],
        ['POST', null],
      ] as const) {
        expect(await alpha(method, '/v1.0/state/state', [{ key, value }])).toMatchObject({ status: 204, text: '' })
        const read = await alpha('GET', `/v1.0/state/state/${key}`)
        expect(read).toMatchObject({ status: 200, json: value })
        expect(read.headers.get('content-type')).toBe('application/json')
        expect(read.headers.get('etag')).toMatch(UUID)
        etags.add(read.headers.get('etag'))
      }
      expect(etags.size).toBe(6)
    },
  },
  {
    name: 'what is missing is 204, without an etag',
    source: api,
    async run({ dapr }) {
      const read = await dapr('alpha')('GET', `/v1.0/state/state/${unique('missing')}`)
      expect(read).toMatchObject({ status: 204, text: '' })
      expect([read.headers.get('etag'), read.headers.get('content-type')]).toEqual([null, null])
    },
  },
  {
    name: 'several values are saved at once, none is no error',
    source: api,
    async run({ dapr }) {
      const keys = [unique('one'), unique('two'), unique('three')]
      const alpha = dapr('alpha')
      const items = keys.map((key) => ({ key, value: key, ignored: 1 }))
      expect((await alpha('POST', '/v1.0/state/state', items)).status).toBe(204)
      for (const key of keys) expect((await alpha('GET', `/v1.0/state/state/${key}`)).json).toBe(key)
      expect((await alpha('POST', '/v1.0/state/state', [])).status).toBe(204)
    },
  },
  {
    name: 'a write with the current etag is done, one with a stale etag refused (409) and without effect',
    source: `${docs('developing-applications/building-blocks/state-management/state-management-overview/#concurrency')}; ${store}`,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('etag')
      await alpha('POST', '/v1.0/state/state', [{ key, value: 1 }])
      const etag = (await alpha('GET', `/v1.0/state/state/${key}`)).headers.get('etag')
      expect((await alpha('POST', '/v1.0/state/state', [{ key, value: 2, etag }])).status).toBe(204)
      const stale = await alpha('POST', '/v1.0/state/state', [
        { key, value: 3, etag, options: { concurrency: 'first-write', consistency: 'strong' } },
      ])
      expect(errorOf(stale)).toEqual({ status: 409, errorCode: 'ERR_STATE_SAVE', message: MISMATCH })
      expect((await alpha('GET', `/v1.0/state/state/${key}`)).json).toBe(2)
    },
  },
  {
    name: 'an etag for a key that does not exist, or that is no etag at all, is a mismatch; an empty one is none',
    source: `${handlers}; ${store} (uuid.Parse)`,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('etag')
      const save = (etag: string) => alpha('POST', '/v1.0/state/state', [{ key, value: 1, etag }])
      expect(errorOf(await save('0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a'))).toMatchObject({
        status: 409,
        message: MISMATCH,
      })
      expect(errorOf(await save('abc'))).toMatchObject({ status: 409, message: `${MISMATCH}: invalid UUID length: 3` })
      expect((await save('')).status).toBe(204)
    },
  },
  {
    name: 'first-write without an etag makes a new key and refuses (500) one that exists',
    source: store,
    async run({ dapr }) {
      const key = unique('first')
      const save = () =>
        dapr('alpha')('POST', '/v1.0/state/state', [{ key, value: 1, options: { concurrency: 'first-write' } }])
      expect((await save()).status).toBe(204)
      expect(errorOf(await save())).toEqual({
        status: 500,
        errorCode: 'ERR_STATE_SAVE',
        message: 'failed saving state in state store state: no item was updated',
      })
    },
  },
  {
    name: 'of those who write with the same etag at the same time exactly one succeeds',
    source: store,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('race')
      await alpha('POST', '/v1.0/state/state', [{ key, value: 'start' }])
      const etag = (await alpha('GET', `/v1.0/state/state/${key}`)).headers.get('etag')
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, value) => alpha('POST', '/v1.0/state/state', [{ key, value, etag }])),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(7).fill(409)])
    },
  },
  {
    name: 'a list with one stale etag is refused, and the others of it are written all the same',
    source: 'components-contrib state/bulk.go (DefaultBulkStore): a list is no transaction',
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const [key, other] = [unique('stale'), unique('other')]
      await alpha('POST', '/v1.0/state/state', [{ key, value: 1 }])
      const etag = '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a'
      const answer = await alpha('POST', '/v1.0/state/state', [
        { key, value: 2, etag },
        { key: other, value: 2 },
      ])
      expect(answer.status).toBe(409)
      expect((await alpha('GET', `/v1.0/state/state/${key}`)).json).toBe(1)
      expect((await alpha('GET', `/v1.0/state/state/${other}`)).json).toBe(2)
    },
  },
  ...(
    [
      ['nothing', '', 'EOF'],
      ['an object', '{"key":"a"}', 'json: cannot unmarshal object into Go value of type []state.SetRequest'],
      ['no key', '[{"value":1}]', '"key" is a required field'],
      ['an empty key', '[{"key":"","value":1}]', '"key" is a required field'],
      ['broken JSON', '[{"key"', undefined],
      [
        'a key that is no text',
        '[{"key":5}]',
        'json: cannot unmarshal number into Go struct field SetRequest.key of type string',
      ],
      [
        'an etag that is no text',
        '[{"key":"a","etag":5}]',
        'json: cannot unmarshal number into Go struct field SetRequest.etag of type string',
      ],
      [
        'options that are none',
        '[{"key":"a","options":5}]',
        'json: cannot unmarshal number into Go struct field SetRequest.options of type state.SetStateOption',
      ],
    ] as const
  ).map(([what, body, message]) => ({
    name: `a body of ${what} is malformed (400)`,
    source: `${handlers}; encoding/json`,
    async run({ dapr }: Parameters<Case['run']>[0]) {
      expect(errorOf(await dapr('alpha')('POST', '/v1.0/state/state', body))).toMatchObject({
        status: 400,
        errorCode: 'ERR_MALFORMED_REQUEST',
        ...(message && { message }),
      })
    },
  })),
  {
    name: 'a key with || is refused, since the prefix ends with it',
    source: 'dapr pkg/components/state/state_config.go (checkKeyIllegal)',
    async run({ dapr }) {
      for (const answer of [
        await dapr('alpha')('POST', '/v1.0/state/state', [{ key: 'a||b', value: 1 }]),
        await dapr('alpha')('GET', '/v1.0/state/state/a%7C%7Cb'),
        await dapr('alpha')('DELETE', '/v1.0/state/state/a%7C%7Cb'),
      ]) {
        const message = "api error: code = InvalidArgument desc = input key/keyPrefix 'a||b' can't contain '||'"
        expect(errorOf(answer)).toEqual({
          status: 400,
          errorCode: 'ERR_MALFORMED_REQUEST',
          message,
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              field_violations: [{ field: 'a||b', description: message }],
            },
            {
              '@type': 'type.googleapis.com/google.rpc.ResourceInfo',
              description: '',
              owner: '',
              resource_name: 'state',
              resource_type: 'state',
            },
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              domain: 'dapr.io',
              metadata: null,
              reason: 'DAPR_STATE_ILLEGAL_KEY',
            },
          ],
        })
      }
    },
  },
  {
    name: 'keys may have any characters',
    source: `${api}; RFC 3986: what has a meaning in a path is escaped`,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      for (const part of [
        'a/b/c',
        'with space',
        'ümläut-日本-🐈',
        'per%cent',
        'q?u=e#r+y&',
        '"quotes\'',
        'dots..',
        'task:u|1:x',
        'a\\b',
        'tab\tline',
        '{curly}[square]',
        'x'.repeat(500),
      ]) {
        const key = `${unique('odd')}${part}`
        expect((await alpha('POST', '/v1.0/state/state', [{ key, value: part }])).status).toBe(204)
        const path = `/v1.0/state/state/${encodeURIComponent(key)}`
        expect(await alpha('GET', path)).toMatchObject({ status: 200, json: part })
        const { json } = await alpha('POST', '/v1.0/state/state/bulk', { keys: [key] })
        expect(json).toMatchObject([{ key, data: part }])
        expect((await alpha('DELETE', path)).status).toBe(204)
        expect((await alpha('GET', path)).status).toBe(204)
      }
    },
  },
  {
    name: 'a key in the path with a slash as it is, is no route',
    source: 'dapr pkg/api/http (chi routes)',
    async run({ dapr }) {
      expect(errorOf(await dapr('alpha')('GET', '/v1.0/state/state/a/b'))).toMatchObject({
        status: 404,
        errorCode: 'ERR_DIRECT_INVOKE',
      })
    },
  },
  {
    name: 'text of every kind comes back as it was',
    source: 'RFC 8259',
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('text')
      const value = {
        '<b>&amp;</b>': '\u2028\u0000\u001f"\\/',
        emoji: '🐈‍⬛',
        big: 9007199254740991,
        small: 1e-7,
        neg: -0.5,
      }
      // U+0000 has no place in PostgreSQL's text, but the store keeps bytes.
      await alpha('POST', '/v1.0/state/state', [{ key, value }])
      expect((await alpha('GET', `/v1.0/state/state/${key}`)).json).toEqual(value)
    },
  },
  {
    name: 'numbers pass through float64',
    source: 'encoding/json: any is float64',
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('number')
      await alpha('POST', '/v1.0/state/state', `[{"key":"${key}","value":{"b":12345678901234567890,"a":1.0}}]`)
      expect((await alpha('GET', `/v1.0/state/state/${key}`)).text).toContain('12345678901234567000')
    },
  },
  {
    name: 'deleting is 204, also what is not there',
    source: api,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('deleted')
      await alpha('POST', '/v1.0/state/state', [{ key, value: 1 }])
      for (let times = 0; times < 2; times++)
        expect(await alpha('DELETE', `/v1.0/state/state/${key}`)).toMatchObject({ status: 204, text: '' })
      expect((await alpha('GET', `/v1.0/state/state/${key}`)).status).toBe(204)
    },
  },
  {
    name: 'deleting with If-Match wants the current etag, in quotes or not',
    source: `${api}; ${handlers}`,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const key = unique('deleted')
      const remove = (etag: string) => alpha('DELETE', `/v1.0/state/state/${key}`, undefined, { 'if-match': etag })
      for (const quote of ['', '"']) {
        await alpha('POST', '/v1.0/state/state', [{ key, value: 1 }])
        const etag = (await alpha('GET', `/v1.0/state/state/${key}`)).headers.get('etag')
        const stale = await remove(`${quote}0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a${quote}`)
        expect(errorOf(stale)).toEqual({
          status: 409,
          errorCode: 'ERR_STATE_DELETE',
          message: `failed deleting state with key ${key}: possible etag mismatch. error from state store`,
        })
        expect((await remove(`${quote}${etag}${quote}`)).status).toBe(204)
        expect((await remove(`${quote}${etag}${quote}`)).status).toBe(409)
      }
    },
  },
  {
    name: 'many keys are read at once: value and etag of each, the key alone of what is missing',
    source: api,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const [one, two, none] = [unique('bulk'), unique('bulk'), unique('bulk')]
      await alpha('POST', '/v1.0/state/state', [
        { key: one, value: { n: 1 } },
        { key: two, value: 'str' },
      ])
      const { status, json, headers } = await alpha('POST', '/v1.0/state/state/bulk', {
        keys: [one, none, two],
        parallelism: 2,
      })
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json'])
      const items: { key: string }[] = Array.isArray(json) ? json : []
      // Their order is not promised.
      expect(items.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(
        [
          { key: one, data: { n: 1 }, etag: expect.stringMatching(UUID) },
          { key: two, data: 'str', etag: expect.stringMatching(UUID) },
          { key: none },
        ].sort((a, b) => (a.key < b.key ? -1 : 1)),
      )
      expect(await alpha('POST', '/v1.0/state/state/bulk', { keys: [] })).toMatchObject({ status: 200, json: [] })
      expect(errorOf(await alpha('POST', '/v1.0/state/state/bulk', '{bad'))).toMatchObject({
        status: 400,
        errorCode: 'ERR_MALFORMED_REQUEST',
      })
    },
  },
  {
    name: 'a transaction does all it says',
    source: api,
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const [gone, kept] = [unique('tx'), unique('tx')]
      await alpha('POST', '/v1.0/state/state', [{ key: gone, value: 1 }])
      const etag = (await alpha('GET', `/v1.0/state/state/${gone}`)).headers.get('etag')
      const answer = await alpha('POST', '/v1.0/state/state/transaction', {
        operations: [
          { operation: 'upsert', request: { key: kept, value: { n: 1 } } },
          { operation: 'delete', request: { key: gone, etag } },
        ],
        metadata: {},
      })
      expect(answer).toMatchObject({ status: 204, text: '' })
      expect((await alpha('GET', `/v1.0/state/state/${gone}`)).status).toBe(204)
      expect((await alpha('GET', `/v1.0/state/state/${kept}`)).json).toEqual({ n: 1 })
      expect((await alpha('POST', '/v1.0/state/state/transaction', { operations: [] })).status).toBe(204)
    },
  },
  ...(
    [
      [
        'a stale etag',
        { etag: '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a' },
        'upsert',
        'possible etag mismatch. error from state store',
      ],
      ['first-write', { options: { concurrency: 'first-write' } }, 'upsert', 'no item was updated'],
      [
        'a stale etag',
        { etag: '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a' },
        'delete',
        'possible etag mismatch. error from state store',
      ],
    ] as const
  ).map(([what, more, operation, why]) => ({
    name: `a transaction with a refused ${operation} (${what}) is 500 and does nothing`,
    source: `${handlers} (onPostStateTransaction); ${store}`,
    async run({ dapr }: Parameters<Case['run']>[0]) {
      const alpha = dapr('alpha')
      const [key, other] = [unique('tx'), unique('tx')]
      await alpha('POST', '/v1.0/state/state', [{ key, value: 1 }])
      const answer = await alpha('POST', '/v1.0/state/state/transaction', {
        operations: [
          { operation: 'upsert', request: { key: other, value: 2 } },
          { operation, request: { key, value: 2, ...more } },
        ],
      })
      expect(errorOf(answer)).toEqual({
        status: 500,
        errorCode: 'ERR_STATE_TRANSACTION',
        message: `error while executing state transaction: ${why}`,
      })
      expect((await alpha('GET', `/v1.0/state/state/${key}`)).json).toBe(1)
      expect((await alpha('GET', `/v1.0/state/state/${other}`)).status).toBe(204)
    },
  })),
  {
    name: 'a transaction with an unknown operation, a malformed one, and one without keys are refused (400)',
    source: handlers,
    async run({ dapr }) {
      const send = (body: unknown) => dapr('alpha')('POST', '/v1.0/state/state/transaction', body)
      expect(errorOf(await send({ operations: [{ operation: 'foo', request: { key: 'k' } }] }))).toMatchObject({
        status: 400,
        errorCode: 'ERR_NOT_SUPPORTED_STATE_OPERATION',
        message: 'operation type foo not supported',
      })
      expect(errorOf(await send('{bad'))).toMatchObject({ status: 400, errorCode: 'ERR_MALFORMED_REQUEST' })
      expect((await send({ operations: [{ operation: 'upsert', request: { key: 'a||b', value: 1 } }] })).status).toBe(
        400,
      )
    },
  },
  {
    name: 'a value with a time to live tells its end and is gone after it',
    source: docs('developing-applications/building-blocks/state-management/state-store-ttl/'),
    async run({ dapr }) {
      const alpha = dapr('alpha')
      const [key, other] = [unique('ttl'), unique('ttl')]
      await alpha('POST', '/v1.0/state/state', [
        { key, value: 1, metadata: { ttlInSeconds: '2' } },
        { key: other, value: 1, metadata: { ttlInSeconds: '-1' } },
      ])
      const read = await alpha('GET', `/v1.0/state/state/${key}`)
      expect(read.headers.get('metadata.ttlexpiretime')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect((await alpha('GET', `/v1.0/state/state/${other}`)).headers.get('metadata.ttlexpiretime')).toBeNull()
      const { json } = await alpha('POST', '/v1.0/state/state/bulk', { keys: [key] })
      expect(json).toMatchObject([{ key, metadata: { ttlExpireTime: expect.stringMatching(/Z$/) } }])
      await pause(2_100)
      expect((await alpha('GET', `/v1.0/state/state/${key}`)).status).toBe(204)
      const firstWrite = { key, value: 2, options: { concurrency: 'first-write' } }
      expect((await alpha('POST', '/v1.0/state/state', [firstWrite])).status).toBe(204)
    },
  },
  {
    name: 'a concurrency that is none is refused',
    source: 'components-contrib state/requests_helpers.go (CheckRequestOptions)',
    async run({ dapr }) {
      const item = { key: unique('wild'), value: 1, options: { concurrency: 'wild' } }
      expect(errorOf(await dapr('alpha')('POST', '/v1.0/state/state', [item]))).toEqual({
        status: 500,
        errorCode: 'ERR_STATE_SAVE',
        message: "failed saving state in state store state: unrecognized concurrency model 'wild'",
      })
    },
  },
  {
    name: 'a time to live that is no number is refused',
    source: 'components-contrib common/component/postgresql (ParseTTL)',
    async run({ dapr }) {
      const item = { key: unique('ttl'), value: 1, metadata: { ttlInSeconds: 'soon' } }
      expect(errorOf(await dapr('alpha')('POST', '/v1.0/state/state', [item]))).toMatchObject({
        status: 500,
        errorCode: 'ERR_STATE_SAVE',
        message: `failed saving state in state store state: error parsing TTL: incorrect value for metadata 'ttlInSeconds': strconv.ParseInt: parsing "soon": invalid syntax`,
      })
    },
  },
  {
    name: 'a store that is not there, or belongs to another app, is 400',
    source: docs('developing-applications/building-blocks/state-management/setup-state-store/'),
    async run({ dapr }) {
      for (const name of ['nostore', 'private']) {
        for (const answer of [
          await dapr('alpha')('GET', `/v1.0/state/${name}/k`),
          await dapr('alpha')('POST', `/v1.0/state/${name}`, []),
          await dapr('alpha')('POST', `/v1.0/state/${name}/transaction`, {}),
        ]) {
          expect(errorOf(answer)).toEqual({
            status: 400,
            errorCode: 'ERR_STATE_STORE_NOT_FOUND',
            message: `state store ${name} is not found`,
            details: [
              {
                '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
                domain: 'dapr.io',
                metadata: { appID: 'alpha' },
                reason: 'DAPR_STATE_NOT_FOUND',
              },
            ],
          })
        }
      }
      expect((await dapr('beta')('GET', '/v1.0/state/private/k')).status).toBe(204)
    },
  },
  {
    name: 'an app has its own keys, unless the store has no prefix',
    source: docs('developing-applications/building-blocks/state-management/howto-share-state/'),
    async run({ dapr }) {
      const key = unique('whose')
      for (const store of ['own', 'state'])
        await dapr('alpha')('POST', `/v1.0/state/${store}`, [{ key, value: 'alpha' }])
      expect((await dapr('beta')('GET', `/v1.0/state/own/${key}`)).status).toBe(204)
      expect((await dapr('beta')('GET', `/v1.0/state/state/${key}`)).json).toBe('alpha')
    },
  },
  {
    name: 'a query is refused, as by every store that has none',
    source: docs('reference/components-reference/supported-state-stores/setup-postgresql-v2/'),
    async run({ dapr }) {
      expect(errorOf(await dapr('alpha')('POST', '/v1.0-alpha1/state/state/query', {}))).toMatchObject({
        status: 500,
        errorCode: 'ERR_STATE_STORE_NOT_SUPPORTED',
      })
    },
  },
]

export const state: Part = { name: 'state', cases }
