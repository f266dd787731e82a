import type { Task } from '../../tasks/task.ts'
import { counted } from '../phrase/dates.ts'
import { LIST_LENGTH, numbered, quoted, taskLine } from '../phrase/lists.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { applyFilter, byDue, type Filter, isNarrow, readFilter } from '../understand/filters.ts'
import { isOverdue } from '../understand/ranges.ts'

/** Asks for tasks, whatever follows. */
const ASKS =
  /^(?:(?:can (?:i|you)|could you|please|let me|i(?:'|’)?d like to|i want to)\s+)?(show|list|display|see|view|print|give me|tell me|get me|what(?:'|’)?s|whats|what is|what are|what do|what does|what did|how(?:'|’)?s|what have|what should|what must|what can|what else|what|which|read(?= (?:me )?my (?:list|tasks))|do i have|have i got|is there|are there|anything|any)\b\s*(.*)$/iu
const WEAK = /^(?:see|view|print|give|tell|get)\b/iu
const WHICH =
  /^(?:(?:open|done|all|my)\s+)*(?:tasks|to-?dos)\s+(?:without|with|tagged|about|due|for|on|in|of|this|next|today|tomorrow|that)\b/iu
/** Is about tasks without a verb: "overdue", "my tasks", "today?", "work tasks". */
const BARE =
  /^(?:(?:all\s+)?(?:of\s+)?(?:my\s+|the\s+|open\s+|all\s+|done\s+|completed\s+|finished\s+|overdue\s+)*(?:tasks?|to-?dos?|list|todo list|agenda|schedule|overview)|list|overdue|agenda|everything)(?:\s+(?:for\s+|due\s+|this\s+|next\s+|on\s+|today|tomorrow).*)?[\s?.!]*$/iu
const TAIL =
  /^(?!.*\b(?:add|buy|call|complete|finish|delete|remove|mark|move|clear|reopen|tag|untag|close|tick|check|cancel|do|push|postpone|reschedule|make|set|snooze|prioriti[sz]e|find|search|drop|archive|bring|put)\b)(?:\S+\s+){0,4}(?:tasks|to-?dos)(?:\s+(?:due\s+|for\s+|on\s+)?(?:today|tomorrow|this week|next week))?[\s?!.]*$/iu
const DAY =
  /^(?:and\s+|(?:what|how)\s+about\s+)?(?:today|tomorrow|this week|next week|this weekend|overdue|(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s*\?+$/iu
const NEXT =
  /^(?:what(?:'|’)?s|what is|what comes|show(?: me)?)\s+(?:my |the )?(?:next|up next|coming up|first|most urgent)(?:\s+(?:task|thing|one|up|to do|on (?:my|the) list))?[\s?.!]*$|^what\s+(?:should|must|do)\s+i\s+(?:have to\s+|need to\s+)?(?:do|tackle|work on|start with)\s+(?:next|now|first)[\s?.!]*$|^which (?:one|task) (?:is|comes) (?:first|next|most urgent)[\s?.!]*$|^next(?:\s+task)?[\s?.!]*$/iu
const SELF = /\b(?:free|busy)\b/iu

/** "what's due today?", "show my work tasks", "list high priority tasks", "what's next?" */
export const list: Intent = {
  name: 'list',
  async read(heard) {
    const { text } = heard
    if (NEXT.test(text)) return next(heard)
    const [, verb = '', asked] = ASKS.exec(text) ?? []
    const bare =
      BARE.test(text) || WHICH.test(text) || TAIL.test(text) || DAY.test(text) || /^am i (?:free|busy)\b/iu.test(text)
    if (asked === undefined && !bare) return null
    const about = (
      /^what did$/iu.test(verb) ? `finished ${asked?.replace(/^i\s+(?:do|get\s+done)\b/iu, '')}` : (asked ?? text)
    )
      .replace(/\bmy day(?:\s+look(?:s|ing)?(?:\s+like)?)?\s*[?.!]*$/iu, ' tasks today')
      .replace(
        /\b(?:my|the|our)\s+(?:schedule|agenda|day|plans?|calendar)(?:\s+look(?:s|ing)?(?:\s+like)?)?\b/iu,
        ' tasks ',
      )
      .replace(SELF, ' ')
      .replace(/^(?:am\s+i|(?:what|how)\s+about|and)\b/iu, ' ')
    const filter = await readFilter(about, heard.clock, heard.tasks)
    const isPlain = filter.words === ''
    const known = isNarrow(filter) || filter.saysTasks || bare || filter.status === 'done'
    // "what is the capital of France" and "show Bob the house" are about no tasks.
    if (!isPlain && (!known || (WEAK.test(verb) && !filter.saysTasks))) return null
    if (!isPlain && !filter.saysTasks && applyFilter(filter, heard.tasks, heard.clock).length === 0) return null
    if (isPlain && !known && !/^(?:show|list|what(?:'|’)?s (?:on|up|left)|what do i have)\b/iu.test(text)) return null
    return answerWith(filter, heard)
  },
}

/** The tasks that fit, numbered; when none fit, what there is instead. */
export function answerWith(filter: Filter, heard: Heard): Answer {
  const { open, clock } = heard
  const found = applyFilter(filter, heard.tasks, clock)
  const shown =
    filter.status === 'done' ? found.sort((a, b) => (b.completedAt ?? '').localeCompare(a.completedAt ?? '')) : found
  if (shown.length === 0) return { reply: none(filter, open), mentioned: [], listed: [] }
  const lines = shown.map((task) => taskLine(task, clock))
  const heading = `${counted(shown.length, `${filter.status === 'done' ? 'done' : 'open'} task`)}${conditionWords(filter)}:`
  const late =
    filter.range && !filter.overdue && filter.range.from?.equals(clock.today)
      ? open.filter((task) => isOverdue(task, clock) && !shown.includes(task)).length
      : 0
  const ids = shown.slice(0, LIST_LENGTH).map(({ id }) => id)
  return {
    reply: `${heading}\n${numbered(lines)}${late > 0 ? `\nAnd ${late} overdue – say “overdue” to see ${late === 1 ? 'it' : 'them'}.` : ''}`,
    mentioned: ids,
    listed: ids,
  }
}

/** " due today, tagged #work": the conditions of a filter, to follow "tasks". */
export function conditionWords({ range, overdue, undated, repeated, priority, tags, words, status }: Filter): string {
  const conditions = [
    overdue && 'overdue',
    range && (status === 'done' ? `finished ${range.name}` : `due ${range.name}`),
    undated && 'without a date',
    repeated && 'that repeat',
    priority && `of ${priority} priority`,
    tags.length > 0 && `tagged ${tags.map((tag) => `#${tag}`).join(' ')}`,
    words && `about ${quoted(words)}`,
  ].filter((condition): condition is string => typeof condition === 'string' && condition !== '')
  return conditions.length > 0 ? ` ${conditions.join(', ')}` : ''
}

function none(filter: Filter, open: Task[]): string {
  const what = `You have no ${filter.status === 'done' ? 'done' : 'open'} tasks${conditionWords(filter)}.`
  if (filter.status === 'done') return what
  return isNarrow(filter) || filter.words !== ''
    ? open.length > 0
      ? `${what} ${counted(open.length, 'open task')} in all.`
      : what
    : `${what} Tell me what you have to do.`
}

/** The one to do first: the overdue, then the soonest, then the most important. */
function next({ open, clock }: Heard): Answer {
  const rank = { high: 0, medium: 1, low: 2 }
  const dated = byDue(open).filter(({ dueAt }) => dueAt !== null)
  const task =
    dated[0] ??
    [...open].sort((a, b) => rank[a.priority] - rank[b.priority] || a.createdAt.localeCompare(b.createdAt))[0]
  return task ? { reply: `Next: ${taskLine(task, clock)}.`, mentioned: [task.id] } : { reply: 'Nothing is left to do.' }
}
