import { describe, expect, test } from 'vitest'
import { checkJobName, describeJob, nextTick, parseJob, retryDelay } from './job.ts'

const now = Date.parse('2026-01-01T00:00:00Z')

describe('the ticks of a job', () => {
  test('one with only a due time has one', () => {
    const { definition, firstAt } = parseJob({ dueTime: '1s' }, 'a', now)
    expect([firstAt - now, nextTick(definition, firstAt, 1)]).toEqual([1_000, null])
  })

  test('a schedule starts at the due time, if there is one', () => {
    expect(parseJob({ schedule: '@every 1m', dueTime: '1s' }, 'a', now).firstAt - now).toBe(1_000)
    expect(parseJob({ schedule: '@every 1m' }, 'a', now).firstAt - now).toBe(60_000)
  })

  test('repeats count ticks', () => {
    const { definition, firstAt } = parseJob({ schedule: '@every 1s', repeats: 2 }, 'a', now)
    expect([nextTick(definition, firstAt, 1), nextTick(definition, firstAt, 2)]).toEqual([firstAt + 1_000, null])
  })

  test('without a due time it counts from now', () => {
    const { definition, firstAt } = parseJob({ schedule: '@every 1s', ttl: '2500ms' }, 'a', now)
    expect([nextTick(definition, firstAt, 1), nextTick(definition, firstAt + 1_000, 2)]).toEqual([
      firstAt + 1_000,
      null,
    ])
  })

  test('a time to live counts from the due time: five ticks in four seconds', () => {
    const { definition, firstAt } = parseJob({ schedule: '@every 1s', dueTime: '1s', ttl: '4s' }, 'a', now)
    let ticks = 0
    for (let at: number | null = firstAt; at !== null; at = nextTick(definition, at, ticks)) ticks++
    expect(ticks).toBe(5)
  })
})

describe('what happens when the app fails', () => {
  test.each([
    ['by default three tries more, a second apart', undefined, [1_000, 1_000, 1_000, null]],
    ['a constant policy', { constant: { interval: '2s', maxRetries: 1 } }, [2_000, null]],
    ['for ever, when no number is said', { constant: { interval: '0.5s' } }, [500, 500, 500, 500]],
    ['none', { drop: {} }, [null]],
  ])('%s', (_, failurePolicy, delays) => {
    const { definition } = parseJob({ dueTime: '1s', failurePolicy }, 'a', now)
    expect(delays.map((__, index) => retryDelay(definition.failurePolicy, index + 1))).toEqual(delays)
  })
})

test('is told as it was asked for, with the policy in protobuf’s words', () => {
  const { definition } = parseJob(
    { dueTime: '0.5s', data: { a: 1 }, failurePolicy: { constant: { interval: '0.5s' } } },
    'a',
    now,
  )
  expect(JSON.parse(JSON.stringify(describeJob('j1', definition)))).toEqual({
    name: 'j1',
    dueTime: '0.5s',
    data: { '@type': 'type.googleapis.com/google.protobuf.Value', value: { a: 1 } },
    failurePolicy: { constant: { interval: '0.500s' } },
  })
})

test.each(['a/b', 'a\\\\b', 'a#b', 'a?b', 'a\\nb'])('no job is named %j', (name) =>
  expect(() => checkJobName(name, 'a')).toThrow('job name is invalid'),
)

describe('a job that is refused', () => {
  test.each([
    ['without a time', {}, 400, 'DAPR_SCHEDULER_SCHEDULE_EMPTY', 'Schedule is empty'],
    [
      'with its name in the body',
      { name: 'x', dueTime: '1s' },
      400,
      'DAPR_SCHEDULER_JOB_NAME',
      'Set the job name in the url only',
    ],
    [
      'at no moment',
      { dueTime: 'soon' },
      500,
      'DAPR_SCHEDULER_SCHEDULE_JOB',
      'job failed validation: due time format not recognized',
    ],
    [
      'with cron of five fields',
      { schedule: '* * * * *' },
      500,
      'DAPR_SCHEDULER_SCHEDULE_JOB',
      'expected exactly 6 fields, found 5: [* * * * *]',
    ],
    ['that never occurs', { schedule: '0 0 0 30 2 *' }, 500, 'DAPR_SCHEDULER_SCHEDULE_JOB', 'never occurs'],
    ['with a time to live that is none', { dueTime: '1s', ttl: 'x' }, 500, 'DAPR_SCHEDULER_SCHEDULE_JOB', 'ttl'],
    [
      'with repeats, but no schedule',
      { dueTime: '1s', repeats: 2 },
      500,
      'DAPR_SCHEDULER_SCHEDULE_JOB',
      'job must have a schedule to repeat',
    ],
    [
      'with no repeats',
      { schedule: '@daily', repeats: 0 },
      500,
      'DAPR_SCHEDULER_SCHEDULE_JOB',
      'must be greater than 0',
    ],
    [
      'that ends before it begins',
      { schedule: '@daily', dueTime: '2h', ttl: '2020-01-01T00:00:00Z' },
      500,
      'DAPR_SCHEDULER_SCHEDULE_JOB',
      'ttl must be greater than due time',
    ],
    [
      'with an end, but no schedule',
      { dueTime: '1s', ttl: '1h' },
      500,
      'DAPR_SCHEDULER_SCHEDULE_JOB',
      'job must have a schedule to have a ttl',
    ],
    [
      'with a time that is no text',
      { dueTime: 5 },
      400,
      'ERR_MALFORMED_REQUEST',
      'invalid value for string field dueTime: 5',
    ],
    [
      'with an overwrite that is none',
      { dueTime: '1s', overwrite: 'yes' },
      400,
      'ERR_MALFORMED_REQUEST',
      'invalid value for bool field overwrite: "yes"',
    ],
    [
      'with a wrong interval',
      { dueTime: '1s', failurePolicy: { constant: { interval: 'x' } } },
      400,
      'ERR_MALFORMED_REQUEST',
      '"x"',
    ],
    [
      'with a wrong count',
      { dueTime: '1s', failurePolicy: { constant: { interval: '1s', maxRetries: -1 } } },
      400,
      'ERR_MALFORMED_REQUEST',
      '-1',
    ],
    ['with wrong repeats', { dueTime: '1s', repeats: 'x' }, 400, 'ERR_MALFORMED_REQUEST', 'repeats'],
  ])('%s', (_, body, status, errorCode, message) => {
    expect(() => parseJob(body, 'a', now)).toThrow(
      expect.objectContaining({ status, errorCode, message: expect.stringContaining(message) }),
    )
  })
})
