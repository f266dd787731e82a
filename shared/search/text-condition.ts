import { searchTerms, type Term } from './search-terms.ts'

/** Adds a text to a statement's parameters and gives its place, such as `$3::text`. */
export type AddText = (text: string) => string

/**
 * The SQL condition for what a person searches, or null when there is nothing to search for. Texts are parameters, and go
 * only to functions of Postgres that read any text (`to_tsquery` gets nothing but words that were taken apart here).
 *
 * A document holds each word twice: stemmed, and as it is (also split at punctuation). Stems find "printer" for
 * "printers" and skip words like "the"; the words as they are serve phrases and the word that is still being typed.
 */
export function textCondition(query: string, add: AddText): string | null {
  const alternatives = searchTerms(query).map((terms) => alternative(terms, add))
  return alternatives.length === 0 ? null : `(${alternatives.join(' or ')})`
}

function alternative(terms: readonly Term[], add: AddText): string {
  const substrings = terms.filter(({ kind }) => kind === 'substring').map((term) => contains(term, add))
  const words = terms.filter(({ kind }) => kind !== 'substring').map((term) => wordQuery(term, add))
  if (words.length === 0) return `(${substrings.join(' and ')})`
  const query = `(${words.join(' && ')})`
  if (substrings.length === 0) return `document @@ ${query}`
  // Words that say nothing on their own ("the") leave an empty query, which would find nothing.
  return `(${substrings.join(' and ')} and (numnode${query} = 0 or document @@ ${query}))`
}

function contains({ text, negative }: Term, add: AddText): string {
  const place = add(text)
  const columns = ['title', 'description', "array_to_string(tags, ' ')"]
  const found = columns.map((column) => `strpos(${column}, ${place}) > 0`).join(' or ')
  return `${negative ? 'not ' : ''}(${found})`
}

function wordQuery({ text, kind, negative, last }: Term, add: AddText): string {
  const asTyped = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const stems = `${kind === 'phrase' ? 'phraseto' : 'plainto'}_tsquery('english', ${add(text)})`
  if (last) return `(${stems} || to_tsquery('simple', ${add(`${asTyped.join(' & ')}:*`)}))`
  if (kind === 'word' && !negative) return stems
  const query = `(${stems} || phraseto_tsquery('simple', ${add(asTyped.join(' '))}))`
  return negative ? `!!${query}` : query
}
