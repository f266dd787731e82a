import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { parseOrThrow } from './parse.ts'
import { RuleError, type Violation } from './rule-error.ts'
import { NewTask, TaskPatch } from './task.ts'

function violationsOf(input: unknown, schema: v.GenericSchema = NewTask): readonly Violation[] {
  try {
    parseOrThrow(schema, input)
  } catch (error) {
    if (error instanceof RuleError) return error.violations
    throw error
  }
  return []
}

const known = 'title, description, priority, tags, dueAt, allDay, timeZone, remindBefore, recurrence'

describe('an input that fits its schema', () => {
  test('comes out with what was left out filled in', () => {
    expect(parseOrThrow(NewTask, { title: ' Call Mum ' })).toEqual({
      title: 'Call Mum',
      description: '',
      priority: 'medium',
      tags: [],
      dueAt: null,
      allDay: false,
      timeZone: 'UTC',
      remindBefore: [],
      recurrence: null,
    })
  })
})

describe('an input that does not', () => {
  const with_ = (fields: object) => ({ title: 'x', ...fields })
  test.each<[unknown, string, string]>([
    [{}, 'title', 'is required'],
    [[], 'title', 'is required'],
    [null, '', `must be an object with the fields ${known}`],
    ['x', '', `must be an object with the fields ${known}`],
    [{ title: '' }, 'title', 'must not be empty'],
    [{ title: 'x'.repeat(201) }, 'title', 'must be at most 200 characters'],
    [{ title: 7 }, 'title', 'must be text'],
    [with_({ colour: 'red' }), 'colour', `is not a known field; known are ${known}`],
    [with_({ priority: 'urgent' }), 'priority', 'must be low, medium or high'],
    [with_({ tags: ['a', 'b', 'c', 'd', 'e', 'f'] }), 'tags', 'must be at most 5 tags'],
    [with_({ tags: ['fine', 'not fine'] }), 'tags.1', 'a tag must not contain spaces, commas or #'],
    [
      with_({ dueAt: '2026-02-30T09:00:00Z' }),
      'dueAt',
      'must be an existing date and time with an offset, such as 2026-03-01T09:00:00Z (RFC 3339)',
    ],
    [with_({ dueAt: '9999-12-31T23:59:59-12:00' }), 'dueAt', 'must be in the years 1900 to 8999'],
    [with_({ timeZone: 'Europe/Atlantis' }), 'timeZone', 'must be an IANA time zone name such as Europe/Berlin'],
    [with_({ allDay: 'yes' }), 'allDay', 'must be true or false'],
    [with_({ remindBefore: [-1] }), 'remindBefore.0', 'must not be negative'],
    [
      with_({ recurrence: { rule: 'daily' } }),
      'recurrence.rule',
      'must be an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=MO',
    ],
    [with_({ recurrence: {} }), 'recurrence.rule', 'is required'],
    [with_({ recurrence: 'FREQ=DAILY' }), 'recurrence', 'must be an object with the fields rule, anchor'],
    [
      with_({ recurrence: { rule: 'FREQ=DAILY', every: 2 } }),
      'recurrence.every',
      'is not a known field; known are rule, anchor',
    ],
  ])('%j is refused at %s: %s', (input, field, rule) => {
    expect(violationsOf(input)).toContainEqual({ field, rule })
  })

  test('is refused with all that is wrong at once', () => {
    const fields = violationsOf({ title: '', priority: 1, when: 'now' }).map(({ field }) => field)
    expect(fields).toEqual(['title', 'priority', 'when'])
  })

  test('says what was expected where the schema has no words of its own', () => {
    expect(violationsOf('x', v.number())).toEqual([{ field: '', rule: 'must be number' }])
  })

  test('names the known fields of a patch too', () => {
    expect(violationsOf({ status: 'done' }, TaskPatch)).toEqual([
      { field: 'status', rule: `is not a known field; known are ${known}` },
    ])
  })
})
