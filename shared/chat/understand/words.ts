/** Sources of regular expressions for words that several readers share; all are used with the flag `i`. */
export const WEEKDAY =
  '(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|wensday|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)'
export const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
export const TODAY = '(?:today|tonight)'
export const TOMORROW = '(?:tomorrow|tomorow|tommorow|tommorrow|tomorro|tmrw|tmr|tmw|2morrow|2moro)'

const NUMBER_WORDS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  'a couple of': 2,
  'a couple': 2,
  'couple of': 2,
  'a few': 3,
  'half an': 0.5,
  'half a': 0.5,
}

const longestFirst = (words: string[]) => words.sort((a, b) => b.length - a.length).join('|')

export const NUMBER_WORD = longestFirst(Object.keys(NUMBER_WORDS))

/** A count in digits or words. */
export const NUMBER = `(?:\\d{1,4}|${NUMBER_WORD})`

/** The count that text matching NUMBER says. */
export const toNumber = (text: string): number => NUMBER_WORDS[text.toLowerCase().replace(/\s+/g, ' ')] ?? Number(text)

const ORDINAL_WORDS: Record<string, number> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  last: -1,
}

/** A place in a row: "second", "2nd", "last". */
export const ORDINAL = `(?:\\d{1,2}(?:st|nd|rd|th)|${Object.keys(ORDINAL_WORDS).join('|')})`

/** 2 for "second" and "2nd", -1 for "last". */
export const toOrdinal = (text: string): number => ORDINAL_WORDS[text.toLowerCase()] ?? Number.parseInt(text, 10)

/** ISO number of a weekday (Monday is 1) named by text matching WEEKDAY. */
export const toWeekday = (text: string): number =>
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(text.toLowerCase().replace('wen', 'wed').slice(0, 3)) + 1

/** 1 for text matching MONTH that names January. */
export const toMonth = (text: string): number =>
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].indexOf(
    text.toLowerCase().slice(0, 3),
  ) + 1
