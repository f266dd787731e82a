import { describe, expect, test } from 'vitest'
import { match } from './match.ts'
import { isPast, likeness, stem, stems } from './stems.ts'

const tasks = (...titles: string[]) => titles.map((title) => ({ title, dueAt: null, seriesId: null }))

/** The title that surely fits, or the kind of doubt. */
function matched(description: string, titles: string[], verbFirst = false): string {
  const found = match(description, tasks(...titles), { verbFirst })
  return found.kind === 'one' ? found.task.title : found.kind
}

describe('stems', () => {
  test.each([
    ['watered', 'water'],
    ['renewed', 'renew'],
    ['bought', 'buy'],
    ['paid', 'pay'],
    ['writing', 'write'],
    ['written', 'write'],
    ['tries', 'try'],
    ['tried', 'try'],
    ['planned', 'plan'],
    ['calling', 'call'],
    ['boxes', 'box'],
    ['printers', 'printer'],
    ['children', 'child'],
  ])('%s and %s are one', (one, other) => {
    expect(stem(one)).toBe(stem(other))
  })

  test('accents and case do not matter', () => {
    expect(stems('Café VISIT')).toEqual(stems('cafe visit'))
  })

  test('a description of nothing but small words keeps them', () => {
    expect(stems('the other')).not.toEqual([])
  })

  test('what says that something is done', () => {
    expect(['renewed', 'bought', 'done', 'put'].filter(isPast)).toEqual(['renewed', 'bought', 'done', 'put'])
    expect(['need', 'buy', 'bed', 'milk', 'is'].filter(isPast)).toEqual([])
  })
})

describe('likeness', () => {
  test('a slip of the finger is forgiven in long words, never in numbers', () => {
    expect(likeness('printr', 'printer')).toBeGreaterThan(0)
    expect(likeness('dentsit', 'dentist')).toBeGreaterThan(0)
    expect(likeness('cat', 'car')).toBe(0)
    expect(likeness('2026', '2027')).toBe(0)
  })
})

describe('matching', () => {
  test.each([
    ['milk', ['buy milk', 'buy stamps'], 'buy milk'],
    ['the milk', ['buy milk', 'buy oat milk'], 'several'],
    ['buy milk', ['buy milk', 'buy oat milk'], 'buy milk'],
    ['oat milk', ['buy milk', 'buy oat milk'], 'buy oat milk'],
    ['email', ['email Anna', 'email Bob'], 'several'],
    ['email to bob', ['email Anna', 'email Bob'], 'email Bob'],
    ['dentsit', ['dentist', 'buy milk'], 'dentist'],
    ['bread', ['buy milk'], 'none'],
    ['牛奶', ['買牛奶'], '買牛奶'],
    ['🎂', ['order 🎂'], 'order 🎂'],
  ])('“%s” among %j is %s', (description, titles, expected) => {
    expect(matched(description, titles)).toBe(expected)
  })

  test('what was done may be missing from the title, the thing may not', () => {
    expect(matched('paid the water bill', ['water bill', 'gas bill'], true)).toBe('water bill')
    expect(matched('paid the water bill', ['pay gas bill'], true)).toBe('perhaps')
  })

  test('of several that look the same the first due is meant', () => {
    const twins = [
      { title: 'gym', dueAt: '2026-10-24T09:00:00Z', seriesId: 's' },
      { title: 'gym', dueAt: '2026-10-23T09:00:00Z', seriesId: 's' },
    ]
    expect(match('gym', twins)).toEqual({ kind: 'one', task: twins[1] })
  })

  test('the same title on different days is asked about', () => {
    const twins = [
      { title: 'gym', dueAt: '2026-10-24T09:00:00Z', seriesId: null },
      { title: 'gym', dueAt: '2026-10-23T09:00:00Z', seriesId: null },
    ]
    expect(match('gym', twins).kind).toBe('several')
  })
})
