import { NUMBER, ORDINAL, toNumber, toOrdinal } from './words.ts'

const ONE = `(?:the\\s+)?(?:(?:number|no\\.?|nr\\.?|task|item|option|#)\\s*)?#?(?:(\\d{1,2})(?![\\d:]|st|nd|rd|th)|(${ORDINAL})|(one|two|three|four|five|six|seven|eight|nine|ten))(?:\\s+(?:one|task|item|option))?`
const RANGE = /^(?:tasks?\s+|items?\s+|numbers?\s+)?#?(\d{1,2})\s*(?:-|–|to|through)\s*#?(\d{1,2})$/iu
const FIRST_OR_LAST = new RegExp(`^(?:the\\s+)?(first|last|top)\\s+(${NUMBER})(?:\\s+(?:ones|tasks|items))?$`, 'iu')
const single = new RegExp(`^${ONE}$`, 'iu')
const ALL =
  /^(?:all|both|every one|everything|all of (?:them|those|these)|both of them|all (?:of )?(?:the )?(?:two|three|four|\d+)|them|them all|each)$/iu
const OTHER = /^(?:the\s+)?other(?:\s+one)?$/iu

/** Which of `count` numbered things a text means, counted from 0; null when it is not wholly about numbers or places. */
export function readPicks(text: string, count: number): number[] | null {
  const said = text
    .trim()
    .replace(/[.!?,]+$/, '')
    .replace(/^(?:just|only|the|i mean|i meant)\s+(?=\S)/iu, '')
  if (said === '' || count === 0) return null
  if (ALL.test(said)) return Array.from({ length: count }, (_, index) => index)
  if (OTHER.test(said) && count === 2) return [1]
  const range = RANGE.exec(said)
  if (range)
    return within(
      Array.from(
        { length: Math.max(0, Number(range[2]) - Number(range[1]) + 1) },
        (_, step) => Number(range[1]) + step - 1,
      ),
      count,
    )
  const several = FIRST_OR_LAST.exec(said)
  if (several) {
    const wanted = Math.min(count, Math.floor(toNumber(several[2] ?? '1')))
    const start = /last/i.test(several[1] ?? '') ? count - wanted : 0
    return Array.from({ length: wanted }, (_, step) => start + step)
  }
  const parts = said
    .replace(/^(?:tasks|items|numbers|both)\s+/iu, '')
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*\+\s*/iu)
  const picks: number[] = []
  for (const part of parts) {
    const found = single.exec(part.trim())
    if (!found) return null
    const [, digits, ordinal, word] = found
    const place = digits ? Number(digits) : ordinal ? toOrdinal(ordinal) : toNumber(word ?? '')
    picks.push(place < 0 ? count + place : place - 1)
  }
  return within(picks, count)
}

/** Places that do not exist make the whole answer no answer. */
const within = (picks: number[], count: number) =>
  picks.length > 0 && picks.every((pick) => pick >= 0 && pick < count) ? [...new Set(picks)] : null
