import { describe, expect, test } from 'vitest'
import { RuleError, type Violation } from '../tasks/rule-error.ts'
import { parseQuery } from './task-query.ts'

function violations(query: string): readonly Violation[] {
  try {
    parseQuery(new URLSearchParams(query))
  } catch (error) {
    if (error instanceof RuleError) return error.violations
    throw error
  }
  return []
}

describe('the parameters of a query', () => {
  test('are all optional', () => {
    const defaults = { status: 'open', sort: 'dueAt', order: 'asc', limit: 50 }
    expect(parseQuery(new URLSearchParams(''))).toEqual(defaults)
    expect(parseQuery(new URLSearchParams('status=&q=&tag=&priority=&dueAfter=&sort=&limit=&cursor='))).toEqual(
      defaults,
    )
  })

  test('are read as what they mean', () => {
    const query =
      'status=all&q=a+b&tag=%23Home&priority=high&dueAfter=2026-03-01T00:00:00%2B01:00&sort=title&order=desc&limit=100&cursor=x'
    expect(parseQuery(new URLSearchParams(query))).toEqual({
      ...{ status: 'all', q: 'a b', tag: 'home', priority: 'high', dueAfter: '2026-02-28T23:00:00Z' },
      ...{ sort: 'title', order: 'desc', limit: 100, cursor: 'x' },
    })
  })

  test.each([
    ['status=closed', 'status', /open, done or all/],
    ['priority=urgent', 'priority', /low, medium or high/],
    ['tag=two words', 'tag', /must not contain spaces/],
    [`tag=${'x'.repeat(31)}`, 'tag', /at most 30 characters/],
    [`q=${'x'.repeat(201)}`, 'q', /at most 200 characters/],
    ['dueAfter=tomorrow', 'dueAfter', /RFC 3339/],
    ['dueBefore=2026-02-30T00:00:00Z', 'dueBefore', /existing date/],
    ['sort=color', 'sort', /dueAt, priority, createdAt or title/],
    ['order=up', 'order', /asc or desc/],
    ['limit=0', 'limit', /from 1 to 100/],
    ['limit=101', 'limit', /from 1 to 100/],
    ['limit=1e1', 'limit', /from 1 to 100/],
    ['limit=1&limit=2', 'limit', /only once/],
    ['colour=red', 'colour', /not a known field; known are status, q, tag/],
    ['__proto__=1', '__proto__', /not a known field/],
  ])('refuses %s', (query, field, rule) => {
    expect(violations(query)).toEqual([{ field, rule: expect.stringMatching(rule) }])
  })

  test('names everything that is wrong at once', () => {
    expect(
      violations('status=x&limit=y&z=1')
        .map(({ field }) => field)
        .toSorted(),
    ).toEqual(['limit', 'status', 'z'])
  })
})
