import { expect } from 'vitest'
import type { Part } from '../world.ts'
import { docs, errorOf } from './tools.ts'

const routes = 'dapr pkg/api/http (chi routes; what matches none is taken for service invocation)'
const noRoute = {
  status: 404,
  errorCode: 'ERR_DIRECT_INVOKE',
  message: 'failed getting app id either from the URL path or the header dapr-app-id',
}
const errorInfo = (reason: string, metadata: object | null) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  domain: 'dapr.io',
  metadata,
  reason,
})
const ofJob = (status: number, errorCode: string, message: string) => ({
  status,
  errorCode,
  message,
  details: [errorInfo(errorCode, { appID: 'alpha', namespace: 'default' })],
})
const unscheduled = (why: string) =>
  ofJob(500, 'DAPR_SCHEDULER_SCHEDULE_JOB', `failed to schedule job due to: rpc error: code = Unknown desc = ${why}`)
const malformed = { status: 400, errorCode: 'ERR_MALFORMED_REQUEST' }
const cloudEvents = { 'content-type': 'application/cloudevents+json' }

interface Wrong {
  method: string
  path: string
  body?: unknown
  headers?: Record<string, string>
  error: object
}
const wrong = (method: string, path: string, body: unknown, error: object, headers = {}): Wrong => ({
  method,
  path,
  body,
  error,
  headers,
})
const job = (body: unknown, error: object) => wrong('POST', '/v1.0/jobs/wrong', body, error)

/** Requests that are wrong, and every word of the answer that is Dapr's own. */
const requests: Wrong[] = [
  ...[
    'GET /v1.0/nothing',
    'GET /',
    'GET /v1.0',
    'PATCH /v1.0/state/state',
    'OPTIONS /v1.0/state/state',
    'GET /v1.0/publish/events/published',
    'POST /v1.0/publish/events',
    'PUT /v1.0/jobs/x',
    'GET /v1.0/jobs',
    'GET /v1.0/bindings/database',
    'POST /v1.0/secrets/secrets/x',
    'GET /v1.0/secrets/secrets',
    'GET /v1.0/invoke/beta/method',
    'GET /v1.0/invoke/beta',
  ].map((line) => {
    const [method = '', path = ''] = line.split(' ')
    return wrong(method, path, undefined, noRoute)
  }),
  wrong(
    'POST',
    '/v1.0/state/state/bulk',
    { keys: 'x' },
    {
      ...malformed,
      message:
        'failed deserializing HTTP body: json: cannot unmarshal string into Go struct field BulkGetRequest.keys of type []string',
    },
  ),
  wrong('POST', '/v1.0/state/state/transaction', [], {
    ...malformed,
    message:
      'failed deserializing HTTP body: json: cannot unmarshal array into Go value of type http.stateTransactionRequestBody',
  }),
  wrong(
    'POST',
    '/v1.0/state/state/transaction',
    { operations: [{ operation: 'upsert', request: { value: 1 } }] },
    {
      status: 500,
      errorCode: 'ERR_STATE_TRANSACTION',
      message: 'error while executing state transaction: missing key in set operation',
    },
  ),
  wrong(
    'POST',
    '/v1.0-alpha1/state/state/query',
    {},
    {
      status: 500,
      errorCode: 'ERR_STATE_STORE_NOT_SUPPORTED',
      message: 'state store does not support querying',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ResourceInfo',
          description: '',
          owner: '',
          resource_name: 'state',
          resource_type: 'state',
        },
        errorInfo('DAPR_STATE_QUERYING_NOT_SUPPORTED', null),
      ],
    },
  ),
  wrong(
    'POST',
    '/v1.0/publish/events/published',
    '[]',
    {
      status: 500,
      errorCode: 'ERR_PUBSUB_CLOUD_EVENTS_SER',
      message: 'cannot create cloudevent',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ResourceInfo',
          description: 'cannot create cloudevent',
          owner: '',
          resource_name: 'events',
          resource_type: 'pubsub',
        },
        errorInfo('DAPR_PUBSUB_CLOUD_EVENT_CREATION', {
          appID: 'alpha',
          error: 'json: cannot unmarshal array into Go value of type map[string]interface {}',
        }),
      ],
    },
    cloudEvents,
  ),
  wrong(
    'POST',
    '/v1.0/publish/events/published?metadata.rawPayload=maybe',
    {},
    {
      status: 400,
      errorCode: 'ERR_PUBSUB_REQUEST_METADATA',
      message: "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'maybe'",
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ResourceInfo',
          description:
            "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'maybe'",
          owner: '',
          resource_name: 'events',
          resource_type: 'pubsub',
        },
        errorInfo('DAPR_PUBSUB_METADATA_DESERIALIZATION', { rawPayload: 'maybe' }),
      ],
    },
  ),
  job({}, ofJob(400, 'DAPR_SCHEDULER_SCHEDULE_EMPTY', 'Schedule is empty')),
  job('', ofJob(400, 'DAPR_SCHEDULER_SCHEDULE_EMPTY', 'Schedule is empty')),
  job(
    { name: 'y', dueTime: '1h', data: 1 },
    {
      status: 400,
      errorCode: 'DAPR_SCHEDULER_JOB_NAME',
      message: 'Set the job name in the url only',
      details: [errorInfo('DAPR_SCHEDULER_JOB_NAME', { appID: 'alpha' })],
    },
  ),
  job({ dueTime: 'soon', data: 1 }, unscheduled('job failed validation: due time format not recognized')),
  job(
    { schedule: '* * * * *', data: 1 },
    unscheduled('job failed validation: expected exactly 6 fields, found 5: [* * * * *]'),
  ),
  job({ schedule: '@sometimes', data: 1 }, unscheduled('job failed validation: unrecognized descriptor: @sometimes')),
  job(
    { schedule: '@every x', data: 1 },
    unscheduled('job failed validation: failed to parse duration @every x: time: invalid duration "x"'),
  ),
  job(
    { schedule: '61 * * * * *', data: 1 },
    unscheduled('job failed validation: end of range (61) above maximum (59): 61'),
  ),
  job(
    { schedule: 'a * * * * *', data: 1 },
    unscheduled('job failed validation: failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'),
  ),
  job(
    { dueTime: '1h', ttl: '2h', data: 1 },
    unscheduled('job failed validation: job must have a schedule to have a ttl'),
  ),
  wrong(
    'POST',
    '/v1.0/jobs/a%2Fb',
    { dueTime: '1h', data: 1 },
    unscheduled(`job name is invalid "app||default||alpha||a/b": must not contain '/', '\\', '#' or '?'`),
  ),
  ...(
    [
      [{ dueTime: '1h', repeats: -1, data: 1 }, 'invalid value for uint32 field repeats: -1'],
      [{ dueTime: '1h', repeats: 'a', data: 1 }, 'invalid value for uint32 field repeats: "a"'],
      [{ dueTime: 1000, data: 1 }, 'invalid value for string field dueTime: 1000'],
      [{ dueTime: '1h', overwrite: 'yes', data: 1 }, 'invalid value for bool field overwrite: "yes"'],
      [
        { dueTime: '1h', failurePolicy: { constant: { interval: '5m' } }, data: 1 },
        'invalid google.protobuf.Duration value "5m"',
      ],
      [
        { dueTime: '1h', failurePolicy: { constant: { maxRetries: -1 } }, data: 1 },
        'invalid value for uint32 field maxRetries: -1',
      ],
    ] as const
  ).map(([body, why]) =>
    job(body, {
      ...malformed,
      message: expect.stringMatching(new RegExp(`^failed deserializing HTTP body: proto: .*${why}$`)),
    }),
  ),
  wrong(
    'GET',
    '/v1.0/jobs/nope',
    undefined,
    ofJob(
      500,
      'DAPR_SCHEDULER_GET_JOB',
      'failed to get job due to: rpc error: code = NotFound desc = job not found: nope',
    ),
  ),
]

export const errors: Part = {
  name: 'errors',
  cases: [
    ...requests.map(({ method, path, body, headers, error }) => ({
      name: `${method} ${path} ${body === undefined ? '' : JSON.stringify(body)}`,
      source: path.includes('/jobs/') ? `${docs('reference/api/jobs_api/')}; dapr pkg/api/universal/jobs.go` : routes,
      async run({ dapr }: Parameters<Part['cases'][number]['run']>[0]) {
        const answer = await dapr('alpha')(method, path, body, headers)
        expect(errorOf(answer)).toEqual(error)
        expect(answer.headers.get('content-type')).toBe('application/json')
      },
    })),
    {
      name: 'a body that is too large is 400, and the connection ends',
      source: `${docs('operations/configuration/increase-request-size/')} (4 MiB)`,
      async run({ dapr }) {
        const answer = await dapr('alpha')('POST', '/v1.0/state/state', [
          { key: 'large', value: 'x'.repeat(4 * 1024 * 1024) },
        ])
        expect(errorOf(answer)).toMatchObject({
          status: 400,
          errorCode: 'ERR_MALFORMED_REQUEST',
          message: 'stream too large',
        })
      },
    },
  ],
}
