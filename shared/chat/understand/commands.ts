import { draft } from './draft.ts'

const WISH =
  "(?:remind\\s+me\\s+(?:to|in|at|on|tomorrow|about)|i\\s+(?:need|have)\\s+to|do\\s*n['’]?t\\s+(?:let\\s+me\\s+)?forget)"
const ORDER =
  '(?:add|complete|mark|tick\\s+off|check\\s+off|delete|remove|rename|move|reschedule|tag|untag|snooze|postpone|show|list|undo|reopen)'
const JOINT = '\\s*(?:,\\s*(?:and|then|and\\s+then)?|;|\\.|\\band(?:\\s+then|\\s+also)?|\\bthen|\\balso)\\s+'
const startsWith = (verb: string) => new RegExp(`^(?:please\\s+|also\\s+|can\\s+you\\s+)?${verb}(?![\\p{L}])`, 'iu')
const jointBefore = (verb: string) => new RegExp(`${JOINT}(?=(?:please\\s+|also\\s+)?${verb}\\s+\\S)`, 'giu')

const IS_ORDER = startsWith(`(?:${ORDER}|done\\s+with|i['’]ve|todo|make|change|set|finish|push)`)
const AFTER_ORDER = jointBefore(`(?:${ORDER}|${WISH})`)
/** "I need to mix flour and add sugar" is one task. */
const AFTER_WISH = jointBefore(WISH)

/** A message of several orders ("mark milk as done and add bread") in parts; one part when it is one order. */
export function splitCommands(message: string): string[] {
  const joint = IS_ORDER.test(message.trim()) ? AFTER_ORDER : AFTER_WISH
  const { open } = draft(message)
  const parts: string[] = []
  let start = 0
  for (const found of open.matchAll(joint)) {
    parts.push(message.slice(start, found.index))
    start = found.index + found[0].length
  }
  parts.push(message.slice(start))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}
