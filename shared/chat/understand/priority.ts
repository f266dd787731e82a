import type { Task } from '../../tasks/task.ts'
import { atEdge, cut, type Draft, take } from './draft.ts'

type Priority = Task['priority']

const LEVELS: Record<string, Priority> = {
  highest: 'high',
  high: 'high',
  top: 'high',
  urgent: 'high',
  1: 'high',
  medium: 'medium',
  normal: 'medium',
  med: 'medium',
  2: 'medium',
  low: 'low',
  lowest: 'low',
  3: 'low',
}
const LEVEL = '(highest|high|top|urgent|medium|normal|med|lowest|low|[123])'

/** Says a priority wherever it stands. */
const CLEAR = [
  new RegExp(`(?<!\\S)!${LEVEL}\\b`, 'iu'),
  /(?<!\S)(!!+)(?!\S)/u,
  /(?<![\p{L}\p{N}])p([123])(?![\p{L}\p{N}])/iu,
  new RegExp(`,?\\s*(?:\\b(?:with|at|as|of|its?|is|has)\\s+)?(?:\\ban?\\s+)?\\b${LEVEL}[\\s-]+prio(?:rity)?\\b`, 'iu'),
  new RegExp(`,?\\s*\\b(?:with\\s+)?prio(?:rity)?\\s*(?::|=|is|to|as)?\\s*${LEVEL}\\b`, 'iu'),
]

/** May be a word of the title ("reply to the urgent email"): only at an edge. */
const LOOSE: [RegExp, Priority][] = [
  [
    /,?\s*\(?(?:\b(?:it['’]?s|it\s+is|this\s+is)\s+)?\b(?:not\s+(?:very\s+|that\s+|so\s+)?(?:urgent|important)|unimportant|no\s+rush|no\s+hurry|not\s+a\s+priority)\b\)?/iu,
    'low',
  ],
  [
    /,?\s*\(?(?:\b(?:it['’]?s|it\s+is|this\s+is|that['’]?s)\s+)?\b(?:very\s+|really\s+|super\s+)?(?:urgent(?:ly)?|important|critical)\b\)?!*/iu,
    'high',
  ],
  [/,\s*low\s*$/iu, 'low'],
  [/,\s*high\s*$/iu, 'high'],
  [/,?\s*\b(?:asap|as\s+soon\s+as\s+possible)\b!*/iu, 'high'],
]

export function readPriority(from: Draft): { priority: Priority; rest: Draft } | null {
  for (const pattern of CLEAR) {
    const taken = take(from, pattern)
    const level = taken?.found[1]?.toLowerCase() ?? ''
    const priority = level.startsWith('!!') ? 'high' : LEVELS[level]
    if (taken && priority) return { priority, rest: taken.rest }
  }
  return null
}

export function readLoosePriority(from: Draft): { priority: Priority; rest: Draft } | null {
  for (const [pattern, priority] of LOOSE) {
    const found = pattern.exec(from.open)
    if (!found) continue
    const end = found.index + found[0].length
    if (atEdge(from, found.index, end)) return { priority, rest: cut(from, found.index, end) }
  }
  return null
}
