/**
 * A message while it is being read. `open` has the length of `text`: what a reader has taken is blanked with spaces there,
 * what stands in quotes is masked, so that no later reader finds anything in it.
 */
export interface Draft {
  text: string
  open: string
}

const QUOTED = /"[^"]+"|“[^”]+”|«[^»]+»|`[^`]+`|(?<![\p{L}\p{N}])['‘][^'’]+['’](?![\p{L}\p{N}])/gu
const MASK = '\uE000'

export const draft = (text: string): Draft => ({
  text,
  open: text.replace(/[\uE000\s]/gu, ' ').replace(QUOTED, (quoted) => MASK.repeat(quoted.length)),
})

/** The draft without the part from `start` up to `end`. */
export const cut = ({ text, open }: Draft, start: number, end: number): Draft => ({
  text,
  open: open.slice(0, start) + ' '.repeat(end - start) + open.slice(end),
})

/** The first match of `pattern` in what is still open, and the draft without it. */
export function take(from: Draft, pattern: RegExp): { found: RegExpExecArray; rest: Draft } | null {
  const found = pattern.exec(from.open)
  return found && { found, rest: cut(from, found.index, found.index + found[0].length) }
}

const MARKERS =
  /^(?:urgent|important|not |asap|high |low |p[123]\b|#|!|every|each|remind|at |by |on |for |about |with |to |until |and )/i

/** Whether a part stands where a remark stands, at an end of the sentence or beside one, and not inside a title. */
export function atEdge({ open }: Draft, start: number, end: number): boolean {
  const before = open.slice(0, start)
  const after = open.slice(end)
  return before.trim() === '' || /[,;:(–—-]\s*$| {2,}$/.test(before) || closes(after)
}

/** Whether what follows a part leaves it at the end of a phrase. */
export const closes = (after: string): boolean =>
  after.trim() === '' || /^\s*[,.;:!?)–—]| {2,}/.test(after.slice(0, 3)) || MARKERS.test(after.trimStart())

/** The words nobody took, in the order and spelling in which they were typed. */
export function leftover({ text, open }: Draft): string {
  let words = ''
  for (let at = 0; at < text.length; at++) words += open[at] === ' ' ? ' ' : text[at]
  return words.replace(/\s+/g, ' ').trim()
}
