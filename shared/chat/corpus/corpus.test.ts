import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type CorpusCase, hold } from './expectations.ts'

const casesOf = (file: string): CorpusCase[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.jsonl'))

describe.each(files)('conversations of %s', (file) => {
  test.each(casesOf(file).map((one) => ({ name: `${one.id}: ${one.steps.map(({ say }) => say).join(' | ')}`, one })))(
    '$name',
    async ({ one }) => {
      expect(await hold(one)).toEqual([])
    },
  )
})

test('every conversation has a name of its own', () => {
  const ids = files.flatMap((file) => casesOf(file).map(({ id }) => id))
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})
