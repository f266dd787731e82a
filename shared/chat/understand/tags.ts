import { cut, type Draft, take } from './draft.ts'

/** A tag as typed: # and at least one letter, since "#2" is the second of a list. */
const TAG = /(?<![\p{L}\p{N}&#/])#(?=[^\s,#]*\p{L})([\p{L}\p{N}_][^\s,#]*?)(?=[.!?;:)]*(?:[\s,#]|$))/gu
const TAGGED =
  /,?\s*\b(?:and\s+)?(?:tag(?:ged)?(?:\s+(?:it|as|with))*|with\s+(?:the\s+)?tags?|tags?:)\s+(?!#)([\p{L}\p{N}_-]+(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+)[\p{L}\p{N}_-]+)*)\s*$/iu

/** "work, q4 and home" or "#work #q4" as single tags. */
export const tagList = (text: string): string[] => [
  ...new Set(
    text
      .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+/iu)
      .map((tag) => tag.replace(/^[#"“']+|["”'.!?]+$/g, '').toLowerCase())
      .filter((tag) => tag !== ''),
  ),
]

/** The tags in an open draft, in the order said, and the draft without them. */
export function readTags(from: Draft): { tags: string[]; rest: Draft } {
  let rest = from
  const tags: string[] = []
  for (const found of from.open.matchAll(TAG)) {
    tags.push((found[1] ?? '').toLowerCase())
    rest = cut(rest, found.index, found.index + found[0].length)
  }
  const words = take(rest, TAGGED)
  if (words) {
    tags.push(...tagList(words.found[1] ?? ''))
    rest = words.rest
  }
  return { tags: [...new Set(tags)], rest }
}
