import type { TaskPatchInput } from '../../tasks/task.ts'
import { act } from '../act.ts'
import type { Intent } from '../turn.ts'

const REPEAT = [
  /^(?:stop|quit|cancel|end)\s+(?:repeating|recurring|the\s+(?:repeat|recurrence|repetition|series)\s+(?:of|for|on))\s+(.+)$/iu,
  /^(?:do\s*n['’]?t|do\s+not|never)\s+repeat\s+(.+?)(?:\s+any\s?more|\s+again)?[.!]*$/iu,
  /^(?:remove|clear|delete|drop|turn\s+off)\s+(?:the\s+)?(?:repeat|repeats|recurrence|repetition|repeating|schedule)\s+(?:from|of|for|on)\s+(.+)$/iu,
  /^(?:make|set)\s+(.+?)\s+(?:to\s+)?(?:be\s+)?(?:a\s+)?(?:one[\s-]?time|one[\s-]?off|once|non[\s-]?(?:recurring|repeating)|not\s+(?:repeat|repeating|recurring)|stop\s+repeating)(?:\s+(?:task|only|thing))?[.!]*$/iu,
  /^(.+?)\s+(?:should\s+not|should\s*n['’]?t|no\s+longer|does\s*n['’]?t|need\s*n['’]?t)\s+(?:need\s+to\s+)?(?:repeats?|recurs?)(?:\s+any\s?more)?[.!]*$/iu,
]
const DATE = [
  /^(?:remove|clear|delete|drop|take|unset)\s+(?:the\s+)?(?:due\s+)?(?:date|deadline|due\s+date|day|date\s+and\s+time)\s+(?:from|of|off|for|on)\s+(.+)$/iu,
  /^un-?schedule\s+(.+)$/iu,
  /^(?:make|set|move)\s+(.+?)\s+(?:to\s+|have\s+)?(?:undated|no\s+(?:due\s+)?date|someday|no\s+deadline|without\s+(?:a\s+)?date)[.!]*$/iu,
  /^(.+?)\s+(?:has|have|needs?)\s+no\s+(?:due\s+date|date|deadline)(?:\s+any\s?more)?[.!]*$/iu,
]
const TIME = [
  /^(?:remove|clear|delete|drop)\s+(?:the\s+)?time\s+(?:from|of|off|for|on)\s+(.+)$/iu,
  /^(?:make|set)\s+(.+?)\s+(?:to\s+)?(?:an?\s+)?(?:all[\s-]day|whole[\s-]day)(?:\s+(?:task|event))?[.!]*$/iu,
]
const PRIORITY = [/^(?:remove|clear|delete|drop|reset)\s+(?:the\s+)?priority\s+(?:from|of|off|for|on)\s+(.+)$/iu]

const KINDS: { patterns: RegExp[]; verb: string; patch: TaskPatchInput }[] = [
  { patterns: REPEAT, verb: 'stop repeating', patch: { recurrence: null } },
  // Reminders and repeats count from the date: without it there are none.
  { patterns: DATE, verb: 'take the date off', patch: { dueAt: null, remindBefore: [], recurrence: null } },
  { patterns: TIME, verb: 'make all-day', patch: { allDay: true } },
  { patterns: PRIORITY, verb: 'reset the priority of', patch: { priority: 'medium' } },
]

/** "stop repeating gym", "remove the date from the report". */
export const clear: Intent = {
  name: 'clear',
  read(heard) {
    for (const { patterns, verb, patch } of KINDS) {
      for (const pattern of patterns) {
        const description = pattern.exec(heard.text)?.[1]
        if (!description) continue
        return act(heard, description, { verb, among: heard.open, does: ({ id }) => [{ type: 'update', id, patch }] })
      }
    }
    return null
  },
}
