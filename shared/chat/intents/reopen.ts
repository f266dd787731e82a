import { actOn, notFound } from '../act.ts'
import { quoted } from '../phrase/lists.ts'
import type { Intent } from '../turn.ts'
import { resolveTarget } from '../understand/targets.ts'

const PATTERNS = [
  /^(?:re-?open|un-?complete|un-?check|un-?tick|un-?mark|un-?finish|un-?do|bring back|restore)\s+(.+)$/iu,
  /^(?:mark|set|put)\s+(.+?)\s+(?:as\s+|to\s+|back\s+to\s+|back\s+as\s+|back\s+)?(?:not\s+(?:done|complete|completed|finished)|open|undone|incomplete|unfinished|to-?do|pending|not done yet)(?:\s+again)?[.!]*$/iu,
  /^(.+?)(?:\s+is|\s+are|\s+was|['’]s)?\s*(?:\s+not|n['’]t)\s+(?:actually\s+|really\s+|quite\s+)?(?:been\s+)?(?:done|finished|complete|completed)(?:\s+yet)?(?:\s+after\s+all)?[.!]*$/iu,
  /^(?:i|we)\s+(?:have\s*n['’]?t|did\s*n['’]?t|have\s+not|did\s+not|never)\s+(?:actually\s+|really\s+)?(?:do|did|done|finish(?:ed)?|complete[d]?)\s+(.+?)(?:\s+yet)?[.!]*$/iu,
  /^(?:i|we)\s+(?:have\s*n['’]?t|did\s*n['’]?t|have\s+not|did\s+not|never)\s+(?:actually\s+|really\s+)?(.+?)(?:\s+yet|\s+after\s+all)*[.!]*$/iu,
  /^put\s+(.+?)\s+back(?:\s+on(?:\s+(?:the|my))?(?:\s+list)?)?[.!]*$/iu,
  /^(?:i(?:['’]m|\s+am)\s+)?not\s+(?:yet\s+)?(?:done|finished)\s+(?:with\s+)?(.+)$/iu,
]

/** "reopen milk", "I haven't paid the rent after all". */
export const reopen: Intent = {
  name: 'reopen',
  async read(heard) {
    if (/\?\s*$/.test(heard.text)) return null
    for (const pattern of PATTERNS) {
      const description = pattern.exec(heard.text)?.[1]?.trim()
      if (!description) continue
      const target = await resolveTarget(description, heard, { among: heard.done, verbFirst: true })
      if (target.kind === 'tasks' || target.kind === 'which') {
        return actOn(target, heard, { verb: 'reopen', among: heard.done, does: ({ id }) => [{ type: 'reopen', id }] })
      }
      const open = await resolveTarget(description, heard, { among: heard.open, verbFirst: true })
      const [task] = open.kind === 'tasks' ? open.tasks : []
      return task
        ? { reply: `${quoted(task.title)} is still open.`, mentioned: [task.id] }
        : notFound(description, heard)
    }
    return null
  },
}
