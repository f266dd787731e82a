import type { Task } from '../../tasks/task.ts'
import type { Heard } from '../turn.ts'
import { draft } from './draft.ts'
import { applyFilter, byDue, isNarrow, readFilter } from './filters.ts'
import { type Match, match } from './match.ts'
import { readPicks } from './picks.ts'
import { plain } from './stems.ts'
import { unquoted } from './titles.ts'

/** The tasks that a description means, as surely as can be said. */
export type Target =
  | { kind: 'tasks'; tasks: Task[] }
  /** It fits several; `tasks` are those to choose from. */
  | { kind: 'which'; tasks: Task[] }
  /** It fits only in part. */
  | { kind: 'perhaps'; tasks: Task[] }
  | { kind: 'none'; said: string }

const IT =
  /^(?:it|that|this|that one|this one|the one|that task|this task|the task|that thing|the last one|the one i just (?:added|made|created)|the last task|the (?:latest|newest) (?:one|task)|my last task)$/iu
const THEM =
  /^(?:them|those|these|they|both|both of them|all of them|them all|those two|these two|all of those|both tasks|those tasks|these tasks)$/iu
const ALL = /^(?:all|every|everything|each)\b\s*(?:of\s+)?(?:the\s+|my\s+|them\s+)?/iu
const EXCEPT = /\s+(?:except|but|apart from|other than|besides)(?:\s+(?:for|not))?\s+(.+)$/iu
const PLURAL = /\b(?:tasks|things|items|todos|to-dos|ones)\b/iu

/**
 * The tasks a description means: "it", "the second one", "the water bill", "all work tasks", "tomorrow's meetings".
 * @param among the tasks that can be meant
 * @param verbFirst the first word is what was done ("renewed the passport") and may be missing from the title
 */
export async function resolveTarget(
  description: string,
  heard: Heard,
  { among, verbFirst = false }: { among: Task[]; verbFirst?: boolean },
): Promise<Target> {
  const said = description
    .trim()
    .replace(/[.!?,;:]+$/u, '')
    .replace(/^both\s+(?=.+\sand\s)/iu, '')
    .trim()
  if (said === '') return { kind: 'none', said }
  const quoted = unquoted(said)
  if (quoted) return fromMatch(literally(quoted, among), quoted)
  const known = byId(heard.tasks)
  const mentioned = heard.context.mentioned.flatMap((id) => known.get(id) ?? [])
  const listed = heard.context.listed
  const order = listed.length > 0 ? listed : heard.context.mentioned
  const isLast = /^the last (?:one|task)$/iu.test(said) && mentioned.length > 1
  if (IT.test(said) && !isLast) {
    if (mentioned.length === 0) return { kind: 'none', said }
    return mentioned.length === 1 ? { kind: 'tasks', tasks: mentioned } : { kind: 'which', tasks: mentioned }
  }
  if (THEM.test(said) && mentioned.length > 0) return { kind: 'tasks', tasks: mentioned }
  const picks = ALL.test(said) ? null : readPicks(said, order.length)
  if (picks) {
    const picked = picks.flatMap((pick) => known.get(order[pick] ?? '') ?? [])
    if (picked.length > 0) return { kind: 'tasks', tasks: picked }
  }
  const exact = among.filter(({ title }) => plain(title) === plain(said))
  if (exact.length > 0) return fromMatch(match(said, exact), said)
  if (ALL.test(said) || PLURAL.test(said)) return batch(said, heard, among)
  const whole = match(said, among, { verbFirst })
  if (whole.kind === 'one') return { kind: 'tasks', tasks: [whole.task] }
  const narrowed = await narrow(said, heard, among)
  if (narrowed) return narrowed
  const each = whole.kind === 'several' ? null : await severally(said, heard, among)
  return each ?? fromMatch(whole, said)
}

/** "all trip tasks", "everything due tomorrow except lunch": whatever fits the conditions. */
async function batch(said: string, heard: Heard, among: Task[]): Promise<Target> {
  const except = EXCEPT.exec(said)
  const conditions = except ? said.slice(0, except.index) : said
  const filter = await readFilter(conditions, heard.clock, heard.tasks)
  let tasks = applyFilter({ ...filter, status: filter.status === 'done' ? 'done' : 'all' }, among, heard.clock)
  if (except?.[1]) {
    const left = await resolveTarget(except[1], heard, { among: tasks })
    if (left.kind !== 'tasks') return { kind: 'none', said: except[1] }
    tasks = tasks.filter((task) => !left.tasks.includes(task))
  }
  return tasks.length > 0 ? { kind: 'tasks', tasks } : { kind: 'none', said }
}

/** "the meeting tomorrow", "friday's dentist": conditions narrow what the words fit. */
async function narrow(said: string, heard: Heard, among: Task[]): Promise<Target | null> {
  const filter = await readFilter(said, heard.clock, heard.tasks)
  if (!isNarrow(filter)) return null
  const tasks = applyFilter({ ...filter, status: 'all' }, among, heard.clock)
  if (tasks.length === 0) return null
  if (tasks.length === 1) return { kind: 'tasks', tasks }
  // "tomorrow's morning meetings" are several, "tomorrow's meeting" is one of them.
  const isPlural = /\p{L}{3,}s$/iu.test(filter.words) && !/ss$/iu.test(filter.words)
  return isPlural ? { kind: 'tasks', tasks } : { kind: 'which', tasks }
}

/** "milk, bread and the dentist": each described on its own, if each is sure. */
async function severally(said: string, heard: Heard, among: Task[]): Promise<Target | null> {
  const { open } = draft(said)
  if (!/,|\sand\s|&/iu.test(open)) return null
  const parts = said.split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*/iu).filter((part) => part.trim() !== '')
  if (parts.length < 2) return null
  const tasks: Task[] = []
  for (const part of parts) {
    const target = await resolveTarget(part, heard, { among })
    if (target.kind !== 'tasks') return null
    tasks.push(...target.tasks)
  }
  return { kind: 'tasks', tasks: [...new Set(tasks)] }
}

function literally(title: string, among: Task[]): Match<Task> {
  const exact = among.filter((task) => plain(task.title) === plain(title))
  return match(title, exact.length > 0 ? exact : among)
}

const fromMatch = (found: Match<Task>, said: string): Target =>
  found.kind === 'one'
    ? { kind: 'tasks', tasks: [found.task] }
    : found.kind === 'several'
      ? { kind: 'which', tasks: byDue(found.tasks) }
      : found.kind === 'perhaps'
        ? { kind: 'perhaps', tasks: found.tasks }
        : { kind: 'none', said }

export const byId = (tasks: Task[]): Map<string, Task> => new Map(tasks.map((task) => [task.id, task]))
