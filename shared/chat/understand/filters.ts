import type { Task } from '../../tasks/task.ts'
import type { Clock } from './clock.ts'
import { match } from './match.ts'
import { isIn, isOverdue, type Range, readRange } from './ranges.ts'
import { plain, stem, tokens } from './stems.ts'

/** Which tasks a question or a batch is about: "high priority tasks tagged work due this week". */
export interface Filter {
  status: 'open' | 'done' | 'all'
  range?: Range
  overdue: boolean
  undated: boolean
  repeated: boolean
  priority?: Task['priority']
  tags: string[]
  /** Words that were said and are no condition of another kind: titles must have them. */
  words: string
  /** A word for tasks was said ("tasks", "things", "everything"). */
  saysTasks: boolean
}

const TASKS =
  /\b(?:tasks?|to-?dos?|todo|things?|items?|ones|stuff|everything|anything|all|every|list|chores|jobs|work to do|to do)\b/giu
const FILLER =
  /\b(?:the|my|me|of|do|does|i|have|has|had|got|is|are|was|were|there|what|which|who|a|an|any|some|that|those|these|them|in|on|at|to|for|with|and|it|still|currently|please|be|been|left|remaining|so|far|due|scheduled|planned|need|should|can|you|we|up|about|right|now|again|today's|going|happening|coming|because|under|from|status|whole|entire|complete|full|each|where|marked|as|priority|tag|tags|tagged|labelled|labeled|date|dates|must)\b/giu
const DONE = /\b(?:done|completed|complete|finished|closed|ticked|checked off|did|finish|accomplished?|achieved?)\b/giu
const OVERDUE = /\b(?:overdue|late|past due|behind|missed)\b/giu
const UNDATED = /\b(?:without (?:a |any )?(?:due )?dates?|undated|no (?:due )?dates?|unscheduled|not scheduled)\b/giu
const REPEATED = /\b(?:recurring|repeating|repeated)\b/giu
const PRIORITY =
  /(?:^|\s)!?(high|highest|top|urgent|important|medium|normal|low|lowest|p[123])(?:[\s-]+prio(?:rity)?)?(?=\s|$|[?.!,])/iu
const NOT_IMPORTANT = /\b(?:not|un)[\s-]?(?:urgent|important)\b/iu
const PRIORITIES: Record<string, Task['priority']> = {
  high: 'high',
  highest: 'high',
  top: 'high',
  urgent: 'high',
  important: 'high',
  p1: 'high',
  medium: 'medium',
  normal: 'medium',
  p2: 'medium',
  low: 'low',
  lowest: 'low',
  p3: 'low',
}

/** Words of questions, which no tag takes away. */
const COMMON = new Set([
  'all',
  'the',
  'tasks',
  'task',
  'today',
  'tomorrow',
  'open',
  'done',
  'due',
  'everything',
  'with',
  'tag',
  'tagged',
  'for',
])
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Reads the conditions in a text; tags are known by the tasks that have them. */
export async function readFilter(text: string, clock: Clock, tasks: Task[]): Promise<Filter> {
  let rest = ` ${text.replace(/[?!.,;:]+(?=\s|$)/g, ' ')} `
  const says = (pattern: RegExp) => {
    const before = rest
    rest = rest.replace(pattern, ' ')
    return rest !== before
  }
  const tags: string[] = []
  // A tag may be called as a word that otherwise means something else: what the user named comes first.
  for (const tag of new Set(tasks.flatMap((task) => task.tags))) {
    if (tag.length < 3 || COMMON.has(tag)) continue
    if (says(new RegExp(`(?<![\\p{L}\\p{N}#"“])${escaped(tag)}(?![\\p{L}\\p{N}"”])`, 'giu'))) tags.push(tag)
  }
  const undated = says(UNDATED)
  const overdue = says(OVERDUE)
  const repeated = says(REPEATED)
  const isOpen = says(
    /\b(?:open|unfinished|incomplete|outstanding|pending|not done|undone|not completed|remaining)\b/giu,
  )
  const done = !isOpen && says(DONE)
  const range = await readRange(rest.trim(), clock)
  if (range) rest = ` ${range.rest} `
  const low = says(NOT_IMPORTANT)
  const level = low ? null : PRIORITY.exec(rest)
  if (level) rest = rest.replace(level[0], ' ')
  const priority = low ? 'low' : PRIORITIES[level?.[1]?.toLowerCase() ?? '']
  rest = rest.replace(/(?<!\S)#([^\s,#]+)/gu, (_, tag: string) => {
    tags.push(tag.toLowerCase())
    return ' '
  })
  const named = /\b(?:tag(?:ged|s)?|labell?ed)\s+(?:as\s+|with\s+|is\s+)?([\p{L}\p{N}_-]+)/iu.exec(rest)
  if (named?.[1]) {
    tags.push(named[1].toLowerCase())
    rest = rest.replace(named[0], ' ')
  }
  const saysTasks = says(TASKS)
  rest = rest.replace(FILLER, ' ')
  const known = new Set(tasks.flatMap((task) => task.tags))
  const words: string[] = []
  for (const word of rest.trim().split(/\s+/).filter(Boolean)) {
    const bare = word
      .toLowerCase()
      .replace(/['’]s$/, '')
      .replace(/^["“']+|["”']+$/g, '')
    const tag = known.has(bare) ? bare : known.has(bare.replace(/s$/, '')) ? bare.replace(/s$/, '') : null
    if (tag) tags.push(tag)
    else words.push(word)
  }
  return {
    status: done ? 'done' : 'open',
    overdue,
    undated,
    repeated,
    tags: [...new Set(tags)],
    words: words.join(' '),
    saysTasks,
    ...(range && { range: range.range }),
    ...(priority && { priority }),
  }
}

/** Whether a filter has any condition beside the words. */
export const isNarrow = ({ range, overdue, undated, repeated, priority, tags }: Filter): boolean =>
  range !== undefined || overdue || undated || repeated || priority !== undefined || tags.length > 0

/** The tasks a filter is about, in the order of their due dates. */
export function applyFilter(filter: Filter, tasks: Task[], clock: Clock): Task[] {
  const fits = (task: Task) =>
    (filter.status === 'all' || task.status === filter.status) &&
    (!filter.overdue || isOverdue(task, clock)) &&
    (!filter.undated || task.dueAt === null) &&
    (!filter.repeated || task.recurrence !== null) &&
    (!filter.priority || task.priority === filter.priority) &&
    filter.tags.every((tag) => task.tags.includes(tag)) &&
    (!filter.range ||
      (filter.status === 'done'
        ? isIn(filter.range, task.completedAt, clock.zone)
        : isIn(filter.range, task.dueAt, clock.zone, task.allDay)))
  return byDue(withWords(tasks.filter(fits), filter.words))
}

/** The tasks that have all the words, in title or notes; a word may be mistyped when nothing has it as it is. */
export function withWords(tasks: Task[], words: string): Task[] {
  if (words === '') return tasks
  const wanted = tokens(words).map(stem)
  const has = (text: string) => {
    const own = tokens(text).map(stem)
    return (
      wanted.length > 0 &&
      wanted.every((word) => own.some((other) => other === word || (word.length >= 4 && other.startsWith(word))))
    )
  }
  const found = tasks.filter(
    ({ title, description, tags }) =>
      has(`${title} ${description} ${tags.join(' ')}`) || plain(title).includes(plain(words)),
  )
  if (found.length > 0) return found
  const alike = match(words, tasks)
  return alike.kind === 'one' ? [alike.task] : alike.kind === 'several' ? alike.tasks : []
}

/** Soonest first, undated last, then older first. */
export const byDue = (tasks: Task[]): Task[] =>
  [...tasks].sort(
    (a, b) =>
      (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9') ||
      a.createdAt.localeCompare(b.createdAt) ||
      a.id.localeCompare(b.id),
  )
