import { type Draft, leftover } from './draft.ts'

const WHOLE_QUOTE = /^(?:"([^"]+)"|“([^”]+)”|«([^»]+)»|`([^`]+)`|'([^']+)'|‘([^’]+)’)[.!]?$/u

/** The text without the quotes around all of it; null when it is not quoted as a whole. */
export function unquoted(text: string): string | null {
  const found = WHOLE_QUOTE.exec(text.trim())
  return (
    found
      ?.slice(1)
      .find((inner) => inner !== undefined)
      ?.trim() ?? null
  )
}

const LEADING = /^(?:[,;:.–—-]\s*|and\s+|then\s+|to\s+|that\s+i\s+(?:need|have|should)\s+(?:to\s+)?)+/iu
const TRAILING = /(?:\s*[,;:–—-]|\s+(?:at|due|until|till|and|with|is|every)|\s*,\s*please)+$/iu

/** What is left of a message as a title: the words as typed, without the joints to what was taken out. */
export function readTitle(from: Draft, { trimJoints = true }: { trimJoints?: boolean } = {}): string {
  const words = leftover(from)
  const quoted = unquoted(words)
  if (quoted) return quoted
  // Only where something was taken out can a joint be left over: "turn the lights on" is a whole title.
  const tookAtEnd = from.open.trimEnd().length < from.text.trimEnd().length
  const tookInside = from.open !== from.text && from.open.trim() !== from.text.trim()
  let title = words.replace(LEADING, '')
  if (trimJoints && (tookAtEnd || tookInside)) title = title.replace(TRAILING, '')
  title = title
    .replace(/\s+([,;:.!?])(?=\s|$)/gu, '$1')
    .replace(/\s*[,;:]+$/u, '')
    .trim()
  const inner = unquoted(title)
  return inner ?? title.replace(/(?<=[\p{L}\p{N}])\.$/u, '')
}
