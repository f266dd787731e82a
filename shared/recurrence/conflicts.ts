import type { Rule } from './rule.ts'

const mostTimesADay = 24

/** What is wrong with parts that are right each on its own, as what would be right; undefined when they go together. */
export function conflictIn(rule: Rule): string | undefined {
  return conflicts.find(([isBroken]) => isBroken(rule))?.[1]
}

const has = (...lists: unknown[][]) => lists.some((list) => list.length > 0)
const hasTime = ({ byHour, byMinute, bySecond }: Rule) => has(byHour, byMinute, bySecond)
const hasDay = ({ byMonth, byWeekNo, byYearDay, byMonthDay, byDay }: Rule) =>
  has(byMonth, byWeekNo, byYearDay, byMonthDay, byDay)
const ordinals = ({ byDay }: Rule) => byDay.map((day) => Math.abs(Number.parseInt(day, 10) || 0))
const isNumbered = (rule: Rule) => Math.max(0, ...ordinals(rule)) > 0

function timesADay({ byHour, byMinute, bySecond }: Rule): number {
  return [byHour, byMinute, bySecond].reduce((times, list) => times * Math.max(1, list.length), 1)
}

/** What RFC 5545 §3.3.10 forbids; then what it allows but hardly anybody writes, refused rather than guessed. */
const conflicts: [isBroken: (rule: Rule) => boolean, right: string][] = [
  [
    (rule) => rule.count !== null && rule.until !== null,
    'must not have both COUNT and UNTIL; keep the one that ends it',
  ],
  [({ freq, byWeekNo }) => has(byWeekNo) && freq !== 'YEARLY', 'BYWEEKNO needs FREQ=YEARLY'],
  [({ freq, byYearDay }) => has(byYearDay) && freq !== 'YEARLY', 'BYYEARDAY needs FREQ=YEARLY'],
  [
    ({ freq, byMonthDay }) => has(byMonthDay) && freq === 'WEEKLY',
    'BYMONTHDAY cannot be used with FREQ=WEEKLY; use FREQ=MONTHLY',
  ],
  [
    (rule) => isNumbered(rule) && rule.freq !== 'MONTHLY' && rule.freq !== 'YEARLY',
    'BYDAY with a number, such as -1FR, needs FREQ=MONTHLY or YEARLY',
  ],
  [
    (rule) => has(rule.bySetPos) && !hasDay(rule),
    'BYSETPOS picks from the days of another part, such as FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  ],
  [
    (rule) => (rule.freq === 'MONTHLY' || has(rule.byMonth)) && Math.max(...ordinals(rule)) > 5,
    'BYDAY must number the weekdays of a month from 1 to 5 or -1 to -5',
  ],

  [
    (rule) => rule.freq === 'HOURLY' && (hasDay(rule) || hasTime(rule) || has(rule.bySetPos)),
    'FREQ=HOURLY takes only INTERVAL, COUNT and UNTIL; name the hours instead, such as FREQ=DAILY;BYHOUR=9,13,17',
  ],
  [(rule) => timesADay(rule) > mostTimesADay, `must repeat at most ${mostTimesADay} times a day`],
  [({ freq, bySetPos }) => has(bySetPos) && freq === 'DAILY', 'BYSETPOS needs FREQ=WEEKLY, MONTHLY or YEARLY'],
  [
    ({ freq, bySetPos, byMonth }) => has(bySetPos) && has(byMonth) && freq === 'WEEKLY',
    'BYSETPOS cannot be used with both FREQ=WEEKLY and BYMONTH',
  ],
  [
    (rule) => has(rule.bySetPos) && timesADay(rule) > 1,
    'BYSETPOS picks days here: name at most one time of day with it',
  ],
  [
    (rule) => has(rule.byWeekNo) && (isNumbered(rule) || has(rule.byMonthDay) || rule.weekStart !== 'MO'),
    'BYWEEKNO goes only with BYDAY without numbers and BYMONTH, and with weeks that start on MO',
  ],
  [
    ({ byYearDay, byDay, byMonthDay, byWeekNo }) => has(byYearDay) && has(byDay, byMonthDay, byWeekNo),
    'BYYEARDAY goes only with BYMONTH',
  ],
  [
    (rule) =>
      isNumbered(rule) &&
      rule.freq === 'YEARLY' &&
      !has(rule.byMonth) &&
      (has(rule.byMonthDay) || ordinals(rule).includes(0)),
    'BYDAY with a number counts in the whole year here and goes alone; name BYMONTH to count in months',
  ],
  [(rule) => Math.max(...ordinals(rule)) > 52, 'BYDAY must number the weekdays of a year from 1 to 52 or -1 to -52'],
]
