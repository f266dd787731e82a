import { describe, expect, test } from 'vitest'
import { RuleError } from '../tasks/rule-error.ts'
import { parseRule } from './rule.ts'

function refusalOf(rule: string): string {
  try {
    parseRule(rule)
  } catch (error) {
    if (error instanceof RuleError) {
      expect(error.violations.map(({ field }) => field)).toEqual(['recurrence.rule'])
      return error.violations[0].rule
    }
    throw error
  }
  return 'not refused'
}

describe('reading a rule', () => {
  test('gives its parts, lists without repetition and in order', () => {
    expect(parseRule('FREQ=MONTHLY;INTERVAL=2;BYDAY=+1MO,-1FR,1MO;BYMONTH=12,1,12;BYSETPOS=-1;COUNT=5')).toMatchObject({
      freq: 'MONTHLY',
      interval: 2,
      byDay: ['1MO', '-1FR'],
      byMonth: [1, 12],
      bySetPos: [-1],
      count: 5,
      until: null,
    })
  })

  test('takes lower case, the name of the property and a last semicolon', () => {
    expect(parseRule('rrule:freq=daily;')).toMatchObject({ freq: 'DAILY', interval: 1 })
  })

  test.each([
    ['20261231', { day: '2026-12-31' }],
    ['20261231T120000', { local: '2026-12-31T12:00:00' }],
    ['20261231T120000Z', { instant: '2026-12-31T12:00:00Z' }],
  ])('takes UNTIL=%s', (until, meaning) => {
    expect(parseRule(`FREQ=DAILY;UNTIL=${until}`).until).toEqual(meaning)
  })
})

describe('a rule that is none', () => {
  test.each([
    ['', 'has an unknown part ""'],
    ['INTERVAL=2', 'must name FREQ'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'must name FREQ only once'],
    ['FREQ=DAILY;;COUNT=2', 'has an unknown part ""'],
    ['FREQ=', 'must give FREQ one value'],
    ['FREQ=DAILY=2', 'must give FREQ one value'],
    ['FREQ=FORTNIGHTLY', 'FREQ must be YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY'],
    ['FREQ=SECONDLY', 'a task repeats at most every hour'],
    ['FREQ=MINUTELY', 'a task repeats at most every hour'],
    ['FREQ=DAILY;BYEASTER=1', 'has an unknown part "BYEASTER"; known are FREQ, INTERVAL'],
    ['FREQ=DAILY;__PROTO__=1', 'has an unknown part "__PROTO__"'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL must be a whole number from 1'],
    ['FREQ=DAILY;INTERVAL=-1', 'INTERVAL must be a whole number from 1'],
    ['FREQ=DAILY;INTERVAL=1.5', 'INTERVAL must be a whole number from 1'],
    ['FREQ=DAILY;COUNT=0', 'COUNT must be a whole number from 1'],
    ['FREQ=DAILY;COUNT=X', 'COUNT must be a whole number from 1'],
    ['FREQ=DAILY;UNTIL=20260230', 'UNTIL must be an existing date'],
    ['FREQ=DAILY;UNTIL=2026-02-28', 'UNTIL must be an existing date'],
    ['FREQ=DAILY;UNTIL=20260228T250000Z', 'UNTIL must be an existing date'],
    ['FREQ=YEARLY;BYMONTH=13', 'BYMONTH must be whole numbers from 1 to 12'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY must be whole numbers from 1 to 31 or -1 to -31'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,,2', 'BYMONTHDAY must be whole numbers'],
    ['FREQ=YEARLY;BYYEARDAY=367', 'BYYEARDAY must be whole numbers from 1 to 366'],
    ['FREQ=YEARLY;BYWEEKNO=54', 'BYWEEKNO must be whole numbers from 1 to 53'],
    ['FREQ=WEEKLY;BYDAY=MONDAY', 'BYDAY must be weekdays'],
    ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY must be weekdays'],
    ['FREQ=DAILY;BYHOUR=24', 'BYHOUR must be whole numbers from 0 to 23'],
    ['FREQ=DAILY;BYSECOND=60', 'BYSECOND must be whole numbers from 0 to 59'],
    ['FREQ=WEEKLY;WKST=1', 'WKST must be one of MO'],
  ])('%s is refused: %s', (rule, why) => {
    expect(refusalOf(rule)).toContain(why)
  })
})

describe('parts that contradict each other', () => {
  test.each([
    ['FREQ=DAILY;COUNT=3;UNTIL=20270101', 'must not have both COUNT and UNTIL'],
    ['FREQ=MONTHLY;BYWEEKNO=20', 'BYWEEKNO needs FREQ=YEARLY'],
    ['FREQ=DAILY;BYYEARDAY=100', 'BYYEARDAY needs FREQ=YEARLY'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY cannot be used with FREQ=WEEKLY'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY with a number'],
    ['FREQ=MONTHLY;BYDAY=6MO', 'from 1 to 5'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=-6MO', 'from 1 to 5'],
    ['FREQ=YEARLY;BYDAY=53MO', 'from 1 to 52'],
    ['FREQ=YEARLY;BYDAY=20MO,TU', 'name BYMONTH'],
    ['FREQ=YEARLY;BYDAY=20MO;BYMONTHDAY=1', 'name BYMONTH'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS picks from the days of another part'],
    ['FREQ=DAILY;BYDAY=MO;BYSETPOS=1', 'BYSETPOS needs FREQ=WEEKLY, MONTHLY or YEARLY'],
    ['FREQ=WEEKLY;BYDAY=MO,TU;BYMONTH=1;BYSETPOS=1', 'BYSETPOS cannot be used'],
    ['FREQ=MONTHLY;BYDAY=MO;BYHOUR=9,17;BYSETPOS=1', 'at most one time of day'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYMONTHDAY=1', 'BYWEEKNO goes only with'],
    ['FREQ=YEARLY;BYYEARDAY=100;BYDAY=MO', 'BYYEARDAY goes only with BYMONTH'],
    ['FREQ=HOURLY;BYHOUR=9,10', 'FREQ=DAILY;BYHOUR=9,13,17'],
    ['FREQ=HOURLY;BYDAY=MO', 'FREQ=HOURLY takes only INTERVAL'],
    ['FREQ=DAILY;BYHOUR=8,9,10,11,12;BYMINUTE=0,10,20,30,40', 'at most 24 times a day'],
  ])('%s is refused: %s', (rule, why) => {
    expect(refusalOf(rule)).toContain(why)
  })
})
