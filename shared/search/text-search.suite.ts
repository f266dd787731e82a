import { describe, expect, test } from 'vitest'
import type { Database } from '../database/database.ts'
import { userWith } from './fixtures/user-with.ts'

/** What a text must find, over every way to reach Postgres. */
export function textSearchSuite(name: string, open: () => Database): void {
  describe(`searching text through ${name}`, () => {
    test.each<[query: string, title: string]>([
      ['printer', 'Buy printer paper'],
      ['paper printer', 'Buy printer paper'],
      ['printers', 'Buy printer paper'],
      ['PRINTER', 'Buy printer paper'],
      ['pri', 'Buy printer paper'],
      ['papers pri', 'Buy printer paper'],
      ['the printer', 'Buy printer paper'],
      ['"printer paper"', 'Buy printer paper'],
      ['“printer paper”', 'Buy printer paper'],
      ['printer -ink', 'Buy printer paper'],
      ['toner or printer', 'Buy printer paper'],
      ['buying', 'Buy printer paper'],
      ['the', 'Tickets for The Who'],
      ['"the who"', 'Tickets for The Who'],
      ['cafe', 'Meet at the Café'],
      ['café', 'CAFE'],
      ['strasse', 'Straße kehren'],
      ["mom's", 'Call Mom’s doctor'],
      ['exam', 'Write to ann@example.com'],
      ['ann@example.com', 'Write to ann@example.com'],
      ['foo-ba', 'Fix foo-bar'],
      ['2026-03', 'Report 2026-03-01'],
      ['C++', 'Learn C++'],
      ['牛奶', '去超市买牛奶和面包'],
      ['牛奶 面包', '去超市买牛奶和面包'],
      ['นม', 'ซื้อนมและขนมปัง'],
      ['우유', '우유를 사다'],
      ['the 牛奶', '买牛奶'],
      ['🎂', 'Cake 🎂 for Ann'],
      ['cake 🎂', 'Cake 🎂 for Ann'],
      ['прин', 'Купить принтер'],
      ['?!', 'Really?!'],
    ])('%s finds %s', async (q, title) => {
      const { titles } = await userWith(open(), { title }, { title: 'something else' })
      expect(await titles({ q })).toEqual([title])
    })

    test.each<[query: string, title: string]>([
      ['print er', 'Buy printer paper'],
      ['pri paper', 'Buy printer paper'],
      ['"paper printer"', 'Buy printer paper'],
      ['printer -paper', 'Buy printer paper'],
      ['printer -"printer paper"', 'Buy printer paper'],
      ['try', 'Trip to Rome'],
      ['奶牛', '买牛奶'],
      ['-牛奶 买', '买牛奶'],
      ['100%', 'Give 10'],
    ])('%s does not find %s', async (q, title) => {
      const { titles } = await userWith(open(), { title })
      expect(await titles({ q })).toEqual([])
    })

    test('looks into description and tags too', async () => {
      const { titles } = await userWith(
        open(),
        { title: 'one', description: 'with the blue folder' },
        { title: 'two', tags: ['folders'] },
        { title: 'three', description: '带文件夹' },
        { title: 'four', tags: ['文件夹'] },
      )
      expect((await titles({ q: 'folder' })).sort()).toEqual(['one', 'two'])
      expect((await titles({ q: '文件' })).sort()).toEqual(['four', 'three'])
    })

    test.each([
      ...["'", '"', '\\', '%', '_', ':*', '&', '|', '!', '!!', '(', ')', '<->', '<2>', '-', '--', '-"', '""', '" "'],
      ...[
        'or',
        'or or',
        'a or',
        'or a',
        'and',
        'not',
        "a:*b & !(c | 'd')",
        'x:ABCD',
        "'; drop table task_search; --",
        '$1',
      ],
      ...[
        '\0',
        'a\0b',
        '\ud800',
        '\u200b',
        '\u202e',
        '\n\t',
        'ﷺ',
        '١٢',
        'a'.repeat(200),
        '- '.repeat(100),
        '🏳️‍🌈',
        'İ',
        '\u0301',
      ],
    ])('takes %j as it comes', async (q) => {
      const { titles } = await userWith(open(), { title: 'plain' })
      expect(await titles({ q })).toBeInstanceOf(Array)
    })
  })
}
