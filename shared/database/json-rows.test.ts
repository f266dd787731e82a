import { expect, test } from 'vitest'
import { jsonRows } from './json-rows.ts'

const quotes = (length: number) => ({ text: '"'.repeat(length) })

test('rows that fit go at once, in their order', () => {
  const rows = [{ n: 1 }, { n: 2 }, { n: 3 }]
  expect(jsonRows(rows, 3)).toEqual(['[{"n":1},{"n":2},{"n":3}]'])
  expect(jsonRows(rows, 2)).toEqual(['[{"n":1},{"n":2}]', '[{"n":3}]'])
  expect(jsonRows([], 2)).toEqual([])
})

test('long rows go in parts, each within the 4 MiB that daprd takes of a request', () => {
  const rows = Array.from({ length: 300 }, () => quotes(10_000))
  const parts = jsonRows(rows, 200)
  expect(parts.flatMap((json) => JSON.parse(json))).toEqual(rows)
  for (const json of parts) {
    const body = JSON.stringify({ metadata: { params: JSON.stringify([json]) } })
    expect(Buffer.byteLength(body)).toBeLessThan(4 * 1024 * 1024)
  }
})

test('a row that is longer than a part goes alone', () => {
  const rows = [quotes(1), quotes(1_000_000), quotes(2)]
  expect(jsonRows(rows, 200)).toEqual(rows.map((row) => JSON.stringify([row])))
})
