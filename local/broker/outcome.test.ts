import { expect, test } from 'vitest'
import { bulkOutcomes, outcomeOf } from './outcome.ts'

test.each([
  [200, '', 'done'],
  [204, '', 'done'],
  [200, '{}', 'done'],
  [200, 'thanks', 'done'],
  [200, '{broken', 'done'],
  [200, '{"status":5}', 'done'],
  [200, '{"status":"SUCCESS"}', 'done'],
  [200, '{"status":"RETRY"}', 'retry'],
  [200, '{"status":"WHATEVER"}', 'retry'],
  [200, '{"status":"DROP"}', 'drop'],
  [404, '', 'drop'],
  [302, '', 'retry'],
  [400, '', 'retry'],
  [429, '', 'retry'],
  [500, '{"status":"SUCCESS"}', 'retry'],
])('an answer of %d %j means %s', (status, body, outcome) => expect(outcomeOf(status, body)).toBe(outcome))

test.each([
  [200, '{"statuses":[{"entryId":"0","status":"SUCCESS"}]}', 'done'],
  [200, '{"statuses":[{"entryId":"0","status":"DROP"}]}', 'drop'],
  [200, '{"statuses":[{"entryId":"1","status":"SUCCESS"}]}', 'retry'],
  [200, '{"statuses":[null]}', 'retry'],
  [200, '', 'retry'],
  [404, '', 'done'],
  [500, '{"statuses":[{"entryId":"0","status":"SUCCESS"}]}', 'retry'],
])('an answer of %d %j to a batch means %s for its first entry', (status, body, outcome) =>
  expect(bulkOutcomes(status, body)('0')).toBe(outcome),
)
