import { likeness, plain, stems } from './stems.ts'

/** What can be described: a task, or one of the answers to a question. */
export interface Matchable {
  title: string
  dueAt: string | null
  seriesId: string | null
}

/** What a description fits: surely one task, several alike, or none well enough. */
export type Match<T extends Matchable> =
  | { kind: 'one'; task: T }
  | { kind: 'several'; tasks: T[] }
  /** Only a part of the description fits: worth asking, not worth doing. */
  | { kind: 'perhaps'; tasks: T[] }
  | { kind: 'none' }

interface Scored<T> {
  task: T
  /** How much of the description the title has, 0 to 1. */
  score: number
  /** How much of the title the description has. */
  covered: number
  exact: boolean
}

const SURE = 0.78
const PERHAPS = 0.5
/** Below this lead over the next the better one is not better enough. */
const MARGIN = 0.15

/** The tasks whose titles fit a description such as "the water bill", by the stems of its words. */
export function match<T extends Matchable>(description: string, tasks: T[], { verbFirst = false } = {}): Match<T> {
  const words = stems(description)
  if (words.length === 0) return literal(description, tasks)
  const scored = tasks
    .map((task) => score(words, description, task, verbFirst))
    .filter(({ score }) => score >= PERHAPS)
    .sort((a, b) => Number(b.exact) - Number(a.exact) || b.score - a.score || b.covered - a.covered)
  const [best] = scored
  if (!best) return literal(description, tasks)
  if (best.score < SURE) return { kind: 'perhaps', tasks: scored.map(({ task }) => task) }
  const exact = scored.filter((one) => one.exact)
  const rivals = exact.length > 0 ? exact : scored.filter(({ score }) => score > best.score - MARGIN)
  return alike(rivals.map(({ task }) => task))
}

/** A text in a script without spaces, or of signs alone: found where it stands in a title. */
function literal<T extends Matchable>(description: string, tasks: T[]): Match<T> {
  const text = plain(description).trim()
  const found = text === '' ? [] : tasks.filter(({ title }) => plain(title).includes(text))
  return alike(found)
}

/** Several tasks that nobody could tell apart are one: the one that is due first. */
function alike<T extends Matchable>(tasks: T[]): Match<T> {
  const [first, ...others] = tasks
  if (!first) return { kind: 'none' }
  const same = others.every(
    ({ title, dueAt, seriesId }) =>
      plain(title) === plain(first.title) &&
      (dueAt === first.dueAt || (seriesId !== null && seriesId === first.seriesId)),
  )
  if (!same) return { kind: 'several', tasks }
  const soonest = tasks.reduce((one, other) => ((other.dueAt ?? '9') < (one.dueAt ?? '9') ? other : one))
  return { kind: 'one', task: soonest }
}

function score<T extends Matchable>(words: string[], description: string, task: T, verbFirst: boolean): Scored<T> {
  const title = stems(task.title)
  const exact = plain(task.title).trim() === plain(description).trim() || sameWords(words, title)
  const best = words.map((word) => Math.max(0, ...title.map((other) => likeness(word, other))))
  // "I paid the water bill" fits "water bill": the verb may be missing, the things may not.
  const weights = words.map((_, index) => (verbFirst && index === 0 && words.length > 1 ? 0.25 : 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const found = best.reduce((sum, likeness, index) => sum + likeness * (weights[index] ?? 1), 0)
  const covered =
    title.filter((word) => words.some((other) => likeness(word, other) > 0)).length / Math.max(1, title.length)
  const contains = plain(task.title).includes(plain(description).trim()) && description.trim().length > 1
  return { task, score: exact ? 1 : contains ? Math.max(found / total, SURE) : found / total, covered, exact }
}

const sameWords = (one: string[], other: string[]) =>
  one.length === other.length && one.every((word) => other.includes(word))
