import type { Clock } from './clock.ts'
import { hasMarkers, readDetails } from './details.ts'
import { draft } from './draft.ts'
import { WEEKDAY } from './words.ts'

const BULLET = /^\s*(?:[-*•–]|\d{1,2}[.)]|\[\s?\])\s+/u

const QUOTED = /"[^"]+"|“[^”]+”/gu
const ALL_QUOTED = /^(?:"[^"]+"|“[^”]+”)(?:\s*(?:,|and|&|,\s*and)\s*(?:"[^"]+"|“[^”]+”))+[.!]?$/u
const DAY_ONLY = new RegExp(`^${WEEKDAY}s?$`, 'iu')

/** What a message says of several tasks, one text each; a single one when it is about one. */
export async function splitTasks(
  text: string,
  clock: Clock,
  { isList, isTo }: { isList: boolean; isTo: boolean },
): Promise<string[]> {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(BULLET, '').trim())
    .filter((line) => line !== '')
  if (lines.length > 1) return lines
  const semicolons = cutAt(text, /\s*;(?:\s+|$)/gu)
  if (semicolons.length > 1) return semicolons
  if (ALL_QUOTED.test(text)) return text.match(QUOTED) ?? [text]
  if (isList) return cutAt(text, /\s*,\s*(?:and\s+)?|\s+and\s+/giu)
  if (isTo) {
    const wishes = cutAt(text, /\s*,?\s+and\s+(?:also\s+|then\s+)?to\s+(?=\S+\s+\S)|\s*,\s*to\s+(?=\S+\s+\S)/giu)
    if (wishes.length > 1) return wishes
  }
  return eachDated(text, clock)
}

/** The parts of a text between separators that stand outside quotes. */
function cutAt(text: string, separator: RegExp): string[] {
  const { open } = draft(text)
  const parts: string[] = []
  let start = 0
  for (const found of open.matchAll(separator)) {
    parts.push(text.slice(start, found.index))
    start = found.index + found[0].length
  }
  parts.push(text.slice(start))
  const worded = parts.map((part) => part.trim()).filter((part) => /[\p{L}\p{N}]/u.test(part))
  return worded.length === parts.length || worded.length > 1 ? worded : [text]
}

/** "call mum tomorrow and pay rent on friday": two tasks, since each side has a title and a day of its own. */
async function eachDated(text: string, clock: Clock): Promise<string[]> {
  const joints = [...draft(text).open.matchAll(/\s*,?\s+(?:and(?:\s+then|\s+also)?|then)\s+|\s*,\s+/giu)]
  if (joints.length === 0 || joints.length > 12) return [text]
  for (const { index, 0: joint } of joints) {
    const left = text.slice(0, index)
    const right = text.slice(index + joint.length)
    const [one, other] = [await readDetails(left, clock), await readDetails(right, clock)]
    const isTask = ({ title, when, repeat }: typeof one) =>
      /\p{L}{2}/u.test(title) && !DAY_ONLY.test(title) && (when !== undefined || repeat !== undefined)
    // A part that only remarks ("remind me 10 minutes before") or goes on without a title belongs to the first.
    if (isTask(one) && isTask(other) && hasMarkers(other) && endsDated(left, one.title))
      return [left, ...(await eachDated(right, clock))]
  }
  return [text]
}

/** The day stands at the end, so that what follows is something new. */
const endsDated = (text: string, title: string) => {
  const lastWord = title.split(' ').at(-1) ?? ''
  return !text.trimEnd().endsWith(lastWord)
}
