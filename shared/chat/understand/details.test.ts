import { describe, expect, test } from 'vitest'
import { clock } from './clock.ts'
import { mayHoldDate } from './dates.ts'
import { firstDue, readDetails } from './details.ts'

/** What a text says, on the clock of the user. */
async function read(text: string, now: string, zone: string) {
  const moment = clock(now, zone)
  const details = await readDetails(text, moment)
  const due = await firstDue(details, moment)
  const at = due && Temporal.Instant.from(due.dueAt).toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16)
  return { title: details.title, at, rolled: due?.rolled }
}

describe('times on days when the clocks change', () => {
  test.each([
    ['call Bob tomorrow at 9am', '2026-10-24T10:00:00Z', 'Europe/London', '2026-10-25T09:00'],
    ['call Bob tomorrow at 9am', '2027-03-27T10:00:00Z', 'Europe/London', '2027-03-28T09:00'],
    ['call Bob tomorrow at 9am', '2027-03-13T18:00:00Z', 'America/New_York', '2027-03-14T09:00'],
    // 2:30 does not exist that night: clocks go from 2:00 to 3:00.
    ['call Bob tomorrow at 2:30am', '2027-03-13T18:00:00Z', 'America/New_York', '2027-03-14T03:30'],
    // Three hours pass, whatever the clocks do meanwhile.
    ['call Bob in 3 hours', '2026-10-24T23:30:00Z', 'Europe/London', '2026-10-25T02:30'],
    ['call Bob tomorrow', '2026-10-24T10:00:00Z', 'Europe/London', '2026-10-25T00:00'],
  ])('“%s” said at %s in %s', async (text, now, zone, expected) => {
    expect(await read(text, now, zone)).toMatchObject({ title: 'call Bob', at: expected })
  })
})

describe('the user’s day and not that of UTC counts', () => {
  test.each([
    ['2026-10-23T05:00:00Z', 'America/Los_Angeles', '2026-10-23T08:00'],
    ['2026-10-22T20:00:00Z', 'Asia/Tokyo', '2026-10-24T08:00'],
    ['2026-10-22T11:00:00Z', 'Pacific/Kiritimati', '2026-10-24T08:00'],
  ])('“tomorrow at 8am” said at %s in %s', async (now, zone, expected) => {
    expect((await read('call Bob tomorrow at 8am', now, zone)).at).toBe(expected)
  })
})

describe('dates are ahead', () => {
  test.each([
    ['call Bob at 8am', '2026-10-22T09:00:00Z', '2026-10-23T08:00', true],
    ['call Bob at 8', '2026-10-22T09:00:00Z', '2026-10-22T20:00', false],
    ['call Bob at 3', '2026-10-22T09:00:00Z', '2026-10-22T15:00', false],
    ['call Bob on thursday', '2026-10-22T09:00:00Z', '2026-10-29T00:00', false],
    ['call Bob on 3 march', '2026-10-22T09:00:00Z', '2027-03-03T00:00', false],
    ['call Bob on the 22nd', '2026-10-22T09:00:00Z', '2026-10-22T00:00', false],
    ['call Bob this morning', '2026-10-22T09:20:00Z', '2026-10-22T11:00', false],
    ['call Bob this morning', '2026-10-22T12:20:00Z', '2026-10-23T09:00', true],
  ])('“%s” said at %s', async (text, now, at, rolled) => {
    expect(await read(text, now, 'Europe/London')).toEqual({ title: 'call Bob', at, rolled })
  })
})

test('a text without a trace of a date is not searched for one', () => {
  expect(['buy milk', 'call Anna', '“”', 'שלום'].filter(mayHoldDate)).toEqual([])
  expect(['milk today', 'at 5', 'next week', 'on christmas', 'every friday'].filter(mayHoldDate)).toHaveLength(5)
})
