import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { firstOccurrence, occurrencesOf } from './occurrences.ts'

/** What the clocks of a zone show at some moments, such as `2026-03-29T09:00`. */
function clocks(instants: string[], timeZone: string): string[] {
  return instants.map((at) =>
    Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }),
  )
}

/** The first occurrences of a rule that starts at a local time, as the clocks of the zone show them. */
async function shown(rule: string, local: string, timeZone: string, limit = 4): Promise<string[]> {
  const start = Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant().toString()
  const found = await occurrencesOf({ rule, start, timeZone, allDay: false }, { limit })
  return clocks(
    found.map(({ at }) => at),
    timeZone,
  )
}

const days = (...dates: string[]) => dates.map((date) => `${date}T09:00`)

describe.each(['Europe/London', 'America/New_York', 'Asia/Karachi', 'Australia/Lord_Howe', 'Pacific/Apia'])(
  'in %s',
  (timeZone) => {
    test.each([
      ['FREQ=DAILY', '2026-03-07', days('2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10')],
      ['FREQ=DAILY;INTERVAL=10', '2026-03-25', days('2026-03-25', '2026-04-04', '2026-04-14', '2026-04-24')],
      ['FREQ=DAILY;INTERVAL=2;BYDAY=MO', '2026-03-01', days('2026-03-09', '2026-03-23', '2026-04-06', '2026-04-20')],
      [
        'FREQ=DAILY;BYHOUR=9,17',
        '2026-03-28',
        ['2026-03-28T09:00', '2026-03-28T17:00', '2026-03-29T09:00', '2026-03-29T17:00'],
      ],
      [
        'FREQ=DAILY;BYHOUR=8;BYMINUTE=0,30',
        '2026-04-04',
        ['2026-04-05T08:00', '2026-04-05T08:30', '2026-04-06T08:00', '2026-04-06T08:30'],
      ],
      ['FREQ=WEEKLY', '2026-10-20', days('2026-10-20', '2026-10-27', '2026-11-03', '2026-11-10')],
      ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-03-27', days('2026-03-27', '2026-03-30', '2026-03-31', '2026-04-01')],
      // The week of the start counts as the first, though its Monday is over.
      ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', '2026-01-09', days('2026-01-19', '2026-02-02', '2026-02-16', '2026-03-02')],
      // RFC 5545's own example of WKST.
      [
        'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO',
        '1997-08-05',
        days('1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'),
      ],
      [
        'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU',
        '1997-08-05',
        days('1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'),
      ],
      ['FREQ=MONTHLY', '2026-01-31', days('2026-01-31', '2026-03-31', '2026-05-31', '2026-07-31')],
      ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31', days('2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30')],
      [
        'FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=2',
        '2026-01-01',
        days('2026-01-31', '2026-03-31', '2026-05-31', '2026-07-31'),
      ],
      ['FREQ=MONTHLY;BYDAY=-1FR', '2026-02-27', days('2026-02-27', '2026-03-27', '2026-04-24', '2026-05-29')],
      ['FREQ=MONTHLY;BYDAY=5TH', '2026-01-01', days('2026-01-29', '2026-04-30', '2026-07-30', '2026-10-29')],
      [
        'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
        '2026-01-01',
        days('2026-02-13', '2026-03-13', '2026-11-13', '2027-08-13'),
      ],
      [
        'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
        '2026-01-01',
        days('2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30'),
      ],
      [
        'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2',
        '2026-01-01',
        days('2026-01-02', '2026-02-03', '2026-03-03', '2026-04-02'),
      ],
      ['FREQ=YEARLY', '2024-02-29', days('2024-02-29', '2028-02-29', '2032-02-29', '2036-02-29')],
      ['FREQ=YEARLY', '2096-02-29', days('2096-02-29', '2104-02-29', '2108-02-29', '2112-02-29')],
      ['FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', '2026-01-01', days('2026-11-26', '2027-11-25', '2028-11-23', '2029-11-22')],
      ['FREQ=YEARLY;BYDAY=20MO', '1997-05-19', days('1997-05-19', '1998-05-18', '1999-05-17', '2000-05-15')],
      ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '1997-05-12', days('1997-05-12', '1998-05-11', '1999-05-17', '2000-05-15')],
      ['FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA', '2027-01-02', days('2027-01-02', '2033-01-01', '2038-01-02', '2044-01-02')],
      ['FREQ=YEARLY;BYYEARDAY=-1', '2026-01-01', days('2026-12-31', '2027-12-31', '2028-12-31', '2029-12-31')],
      [
        'FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29',
        '2025-01-01',
        days('2028-02-29', '2040-02-29', '2052-02-29', '2064-02-29'),
      ],
      [
        'FREQ=HOURLY;INTERVAL=6',
        '2026-01-01',
        ['2026-01-01T09:00', '2026-01-01T15:00', '2026-01-01T21:00', '2026-01-02T03:00'],
      ],
      ['FREQ=DAILY;UNTIL=20260308', '2026-03-07', days('2026-03-07', '2026-03-08')],
      ['FREQ=DAILY;UNTIL=20260308T085959', '2026-03-07', days('2026-03-07')],
    ])('%s from %s', async (rule, day, expected) => {
      expect(await shown(rule, `${day}T09:00`, timeZone)).toEqual(expected)
    })
  },
)

describe('clocks that change', () => {
  test.each([
    [
      'Europe/London',
      '2026-03-28T01:30',
      ['2026-03-28T01:30', '2026-03-29T02:30', '2026-03-30T01:30', '2026-03-31T01:30'],
    ],
    [
      'America/New_York',
      '2026-03-07T02:30',
      ['2026-03-07T02:30', '2026-03-08T03:30', '2026-03-09T02:30', '2026-03-10T02:30'],
    ],
    [
      'Australia/Lord_Howe',
      '2026-10-03T02:15',
      ['2026-10-03T02:15', '2026-10-04T02:45', '2026-10-05T02:15', '2026-10-06T02:15'],
    ],
    [
      'Asia/Karachi',
      '2026-03-28T02:30',
      ['2026-03-28T02:30', '2026-03-29T02:30', '2026-03-30T02:30', '2026-03-31T02:30'],
    ],
    // Samoa went over the date line: 30 December 2011 was skipped as a whole.
    [
      'Pacific/Apia',
      '2011-12-28T09:00',
      ['2011-12-28T09:00', '2011-12-29T09:00', '2011-12-31T09:00', '2012-01-01T09:00'],
    ],
  ])('in %s move only the occurrence whose time they skip', async (timeZone, local, expected) => {
    expect(await shown('FREQ=DAILY', local, timeZone)).toEqual(expected)
  })

  test.each([
    ['Europe/London', '2026-10-24T01:30', ['2026-10-24T00:30:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']],
    [
      'Australia/Lord_Howe',
      '2026-04-04T01:45',
      ['2026-04-03T14:45:00Z', '2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z'],
    ],
  ])('in %s give the first of a time that they show twice', async (timeZone, local, expected) => {
    const start = Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant().toString()
    const found = await occurrencesOf({ rule: 'FREQ=DAILY', start, timeZone, allDay: false }, { limit: 3 })
    expect(found.map(({ at }) => at)).toEqual(expected)
  })

  test('leave out the hour they skip, and keep the others', async () => {
    expect(await shown('FREQ=HOURLY', '2026-03-28T23:00', 'Europe/London')).toEqual([
      '2026-03-28T23:00',
      '2026-03-29T00:00',
      '2026-03-29T02:00',
      '2026-03-29T03:00',
    ])
  })

  test('do not move a day that begins later than midnight', async () => {
    const series = { rule: 'FREQ=DAILY', start: '2026-03-27T22:00:00Z', timeZone: 'Asia/Beirut', allDay: true }
    expect(
      clocks(
        (await occurrencesOf(series, { limit: 3 })).map(({ at }) => at),
        'Asia/Beirut',
      ),
    ).toEqual(['2026-03-28T00:00', '2026-03-29T01:00', '2026-03-30T00:00'])
  })
})

describe('the end of a rule', () => {
  const series = (rule: string) => ({
    rule,
    start: '2026-03-01T20:00:00Z',
    timeZone: 'America/New_York',
    allDay: false,
  })
  const countOf = async (rule: string) => (await occurrencesOf(series(rule), { limit: 10 })).length

  test('a date includes its whole day in the zone', async () => {
    expect(await countOf('FREQ=DAILY;UNTIL=20260303')).toBe(3)
  })
  test('a moment in UTC is inclusive', async () => {
    expect(await countOf('FREQ=DAILY;UNTIL=20260303T200000Z')).toBe(3)
    expect(await countOf('FREQ=DAILY;UNTIL=20260303T195959Z')).toBe(2)
  })
})

describe('a range of a series', () => {
  const series = { rule: 'FREQ=WEEKLY;INTERVAL=2', start: '2026-01-05T09:00:00Z', timeZone: 'UTC', allDay: false }
  const at = async (range: { after?: string; notBefore?: string }, allDay = false) =>
    (await occurrencesOf({ ...series, allDay }, { ...range, limit: 1 }))[0]?.at

  test('begins after one moment, and at or after another', async () => {
    expect(await at({ after: '2026-01-05T09:00:00Z' })).toBe('2026-01-19T09:00:00Z')
    expect(await at({ notBefore: '2026-01-19T09:00:00Z' })).toBe('2026-01-19T09:00:00Z')
    expect(await at({ notBefore: '2026-01-19T09:00:01Z' })).toBe('2026-02-02T09:00:00Z')
  })
  test('takes the whole day of an all-day series', async () => {
    expect(await at({ notBefore: '2026-01-19T23:00:00Z' }, true)).toBe('2026-01-19T00:00:00Z')
    expect(await at({}, true)).toBe('2026-01-05T00:00:00Z')
  })
  test('keeps the interval however long ago the series started', async () => {
    expect(await at({ notBefore: '5026-01-01T00:00:00Z' })).toBe('5026-01-02T09:00:00Z')
    const hourly = { ...series, rule: 'FREQ=HOURLY;INTERVAL=5' }
    expect((await occurrencesOf(hourly, { notBefore: '2226-01-01T00:00:00Z', limit: 1 }))[0]?.at).toBe(
      '2226-01-01T03:00:00Z',
    )
  })
})

describe('a rule that never occurs', () => {
  test.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31;INTERVAL=9999',
    'FREQ=DAILY;BYMONTH=2,4,6;BYMONTHDAY=31',
    'FREQ=DAILY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
    'FREQ=YEARLY;INTERVAL=10000;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;INTERVAL=100;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYDAY=MO;BYSETPOS=60',
    'FREQ=YEARLY;BYMONTH=1;BYYEARDAY=200',
    'FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1',
    'FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8,9,10',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=20',
    'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2',
    'FREQ=DAILY;UNTIL=20200101',
    'FREQ=HOURLY;UNTIL=20200101T000000Z',
  ])('%s is found out', async (rule) => {
    expect(
      await firstOccurrence({ rule, from: '2027-06-02T09:00:00Z', timeZone: 'Europe/London', allDay: false }),
    ).toBeNull()
  })

  test('is not one that occurs seldom', async () => {
    const rule = 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO'
    expect(await firstOccurrence({ rule, from: '2074-01-01T09:00:00Z', timeZone: 'UTC', allDay: true })).toBe(
      '2112-02-29T00:00:00Z',
    )
  })
})

describe('any rule', () => {
  const anyRule = fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA',
    'FREQ=MONTHLY;BYDAY=-1SU',
  )
  const anyZone = fc.constantFrom(
    'Europe/London',
    'America/New_York',
    'Asia/Karachi',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
    'America/Santiago',
  )
  const anyMoment = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString())

  test('keeps its time on the clock, but where clocks skip it; and goes forward', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRule,
        anyZone,
        anyMoment,
        fc.integer({ min: 0, max: 3000 }),
        async (rule, timeZone, start, later) => {
          const time = Temporal.Instant.from(start).toZonedDateTimeISO(timeZone).toPlainTime()
          const notBefore = Temporal.Instant.from(start)
            .add({ hours: 24 * later })
            .toString()
          const found = await occurrencesOf({ rule, start, timeZone, allDay: false }, { notBefore, limit: 10 })
          expect(found).toHaveLength(10)
          let previous = 0
          for (const { at, meantTime } of found) {
            const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone)
            const skipped = !local.withPlainTime(time).toPlainTime().equals(time) || local.hoursInDay !== 24
            expect(Temporal.PlainTime.from(meantTime).equals(time)).toBe(true)
            expect(skipped || local.toPlainTime().equals(time), `${at} in ${timeZone}`).toBe(true)
            expect(local.epochMilliseconds).toBeGreaterThan(previous)
            expect(Temporal.Instant.compare(at, notBefore)).toBeGreaterThanOrEqual(0)
            previous = local.epochMilliseconds
          }
        },
      ),
    )
  })
})
