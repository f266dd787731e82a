import { fold } from './fold.ts'

/** One thing to look for. */
export interface Term {
  /** Folded, without quotes. */
  text: string
  kind: 'word' | 'phrase' | 'substring'
  negative: boolean
  /** The word that may still be in the making. */
  last: boolean
}

/** Scripts that Postgres' parser cuts into words. In others words are not set apart, or carry their particles with them. */
const wordScript =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Common}\p{Script=Inherited}]/u
const letterOrDigit = /[\p{L}\p{N}]/u
const punctuationOnly = /^[\p{ASCII}\p{P}\p{Z}\p{C}\p{M}]*$/u

/**
 * What a person typed into a search box, as alternatives (split at `or`) of terms that must all hold: words in any order,
 * "phrases", -without. There is no wrong input: what cannot be read as words is looked for as it stands.
 */
export function searchTerms(query: string): Term[][] {
  const text = fold(query)
    .replace(/[“”„«»]/g, '"')
    .trim()
  if (text === '') return []
  const alternatives: Term[][] = [[]]
  for (const [token, minus = '', phrase] of text.matchAll(/(-?)"([^"]*)"?|[^\s"]+/g)) {
    if (token === 'or') alternatives.push([])
    else alternatives.at(-1)?.push(...termsOf(token, minus, phrase))
  }
  const found = alternatives.filter((terms) => terms.length > 0)
  if (found.length === 0) return [[{ text, kind: 'substring', negative: false, last: true }]]
  const last = found.at(-1)?.at(-1)
  if (last?.kind === 'word' && !last.negative) last.last = true
  return found
}

function termsOf(token: string, minus: string, phrase: string | undefined): Term[] {
  const negative = phrase === undefined ? /^-./.test(token) : minus === '-'
  const text = (phrase ?? (negative ? token.slice(1) : token)).trim()
  if (!letterOrDigit.test(text)) {
    return punctuationOnly.test(text) ? [] : [{ text, kind: 'substring', negative, last: false }]
  }
  const letters = text.match(/\p{L}/gu) ?? []
  if (!letters.every((letter) => wordScript.test(letter))) return [{ text, kind: 'substring', negative, last: false }]
  return [{ text, kind: phrase === undefined ? 'word' : 'phrase', negative, last: false }]
}
