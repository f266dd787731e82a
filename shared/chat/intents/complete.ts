import type { Task } from '../../tasks/task.ts'
import { act, actOn, notFound } from '../act.ts'
import { quoted } from '../phrase/lists.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { mayHoldDate } from '../understand/dates.ts'
import { isPast } from '../understand/stems.ts'
import { resolveTarget } from '../understand/targets.ts'

const STATE = '(?:done|complete|completed|finished|ticked(?: off)?|checked(?: off)?|closed|sorted|✓|✔️?|✅)'

/** Says outright that something is done; the group is what. */
const SURE = [
  new RegExp(
    `^(?:mark|set|tick|check|flag|put)\\s+(?:off\\s+)?(.+?)\\s+(?:as\\s+|to\\s+|is\\s+|down\\s+as\\s+)?(?:been\\s+)?${STATE}[.!]*$`,
    'iu',
  ),
  /^(?:tick|check|cross|strike|knock)\s+off:?\s+(.+)$/iu,
  /^(?:tick|check|cross|strike|knock)\s+(.+?)\s+off(?:\s+(?:the|my)\s+list)?[.!]*$/iu,
  /^(?:cross|strike)\s+(?:out\s+)?(.+)$/iu,
  /^(?:i\s*(?:['’]?m|\s+am)\s+|all\s+|we(?:['’]re|\s+are)\s+)?(?:done|finished|through)\s+(?:with\s+)?(.+)$/iu,
  /^(?:done|finished|completed|complete|✓|✅|✔️?)\s*[:\-–,]?\s*(.+)$/iu,
  /^(?:i(?:['’]ve|\s+have)?|we(?:['’]ve|\s+have)?)\s+(?:just\s+|already\s+|finally\s+|also\s+|now\s+)*(?:finished|completed|done|did|dealt\s+with|taken\s+care\s+of|took\s+care\s+of|handled|sorted(?:\s+out)?|got\s+done\s+with|ticked\s+off|wrapped\s+up)\s+(.+)$/iu,
]
/** "milk's done", but also "get hair done": told only where a task fits. */
const STATED = new RegExp(
  `^(.+?)(?:['’]s|\\s*[:–]|\\s+is|\\s+are|\\s+was|\\s+has\\s+been|\\s+have\\s+been|['’]ve\\s+been|['’]re)?\\s+(?:all\\s+|now\\s+|already\\s+|finally\\s+)*${STATE}(?:\\s+now)?[.!]*$`,
  'iu',
)
const BARE = /^(?:all\s+)?(?:done|finished|completed|did it|i did)[\s!.]*$/iu
/** A command that may also begin a new task ("finish the report by friday"). */
const ORDER = /^(?:complete|finish|close|resolve|tick)\s+(.+)$/iu
const I_HAVE =
  /^(?:i(?:['’]ve|\s+have)?|we(?:['’]ve|\s+have)?)\s+(?:(?:just|already|finally|also|now|actually)\s+)*(\S+)\s+(.+)$/iu
const PAST_FIRST = /^(?:(?:just|already|finally)\s+)*(\S+)\s+(.+)$/iu
const PAST_LAST =
  /^(.+?)(?:['’]s|['’]ve|\s+(?:is|are|was|were|has|have|got|been))?(?:\s+(?:been|now|already|finally|all|got))*\s+(\S+?)[.!]*$/iu
const NOT =
  /\b(?:not|never|haven['’]?t|hasn['’]?t|didn['’]?t|isn['’]?t|aren['’]?t|wasn['’]?t|don['’]?t|won['’]?t|can['’]?t|to\s+be)\b/iu
const QUESTION =
  /^(?:what|which|when|who|how|show|list|did|have|has|is|are|do|does|was|were|find|search|count|why|where)\b|\?\s*$/iu

/** Past, and yet nothing is done. */
const NOT_DONE =
  /^(?:was|were|been|am|had|has|forgot|forgotten|missed|lost|wanted|needed|tried|started|began|begun|planned|liked|loved|hated|thought|decided|cancell?ed|skipped|moved|failed|postponed|added|deleted|removed|changed|renamed|asked|said|saw|seen|heard|stopped|delayed|rescheduled|promised|hoped|wished|noticed|remembered|expected|agreed)$/iu

/** "done with milk", "I've renewed the passport", "milk's done", "complete all trip tasks". */
export const complete: Intent = {
  name: 'complete',
  async read(heard) {
    const text = heard.text
      .replace(/[\s✅✔🎉👍💪]+$/u, '')
      .replace(/\s+(?:now|already|today|yesterday|this morning|just now|earlier)[.!]*$/iu, '')
    if (QUESTION.test(text) || NOT.test(text) || /^(?:add|remind|rename|delete|remove|todo)\b/iu.test(text)) return null
    const marked = /^mark\s+(.+?)\s+as\s+(?:being\s+|been\s+)?(\S+)$/iu.exec(text)
    if (marked && isPast(marked[2] ?? '')) return completeThe(marked[1] ?? '', heard)
    if (BARE.test(text)) return heard.context.mentioned.length > 0 ? completeThe('it', heard) : null
    for (const pattern of SURE) {
      const description = pattern.exec(text)?.[1]
      if (description) return completeThe(description, heard)
    }
    const stated = STATED.exec(text)?.[1]
    if (stated) return (await ifSure(stated, heard, false)) ?? (await alreadyDone(stated, heard))
    const ordered = ORDER.exec(text)?.[1]
    if (ordered) return order(ordered, heard)
    return past(text, heard)
  },
}

const action = (heard: Heard, verbFirst: boolean) => ({
  verb: 'complete',
  among: heard.open,
  verbFirst,
  does: ({ id }: Task) => [{ type: 'complete' as const, id }],
})

async function completeThe(description: string, heard: Heard): Promise<Answer> {
  const target = await resolveTarget(description, heard, { among: heard.open })
  if (target.kind !== 'none' && target.kind !== 'perhaps') return actOn(target, heard, action(heard, false))
  return (await alreadyDone(description, heard)) ?? actOn(target, heard, action(heard, false))
}

async function alreadyDone(description: string, heard: Heard): Promise<Answer | null> {
  const target = await resolveTarget(description, heard, { among: heard.done })
  const [task] = target.kind === 'tasks' ? target.tasks : []
  return task ? { reply: `${quoted(task.title)} is already done.`, mentioned: [task.id] } : null
}

/** "finish the report by friday" with no such task is a new task, which another intent adds. */
async function order(description: string, heard: Heard): Promise<Answer | null> {
  const target = await resolveTarget(description, heard, { among: heard.open })
  const isFuture = mayHoldDate(description) && !/^(?:all|every)/i.test(description)
  if (isFuture && (target.kind === 'none' || target.kind === 'perhaps')) return null
  return target.kind === 'none'
    ? ((await alreadyDone(description, heard)) ?? notFound(description, heard))
    : actOn(target, heard, action(heard, false))
}

/** "I've paid the rent", "bought milk", "the plants are watered": told, so only what surely fits counts. */
async function past(text: string, heard: Heard): Promise<Answer | null> {
  const [, verb = '', object = ''] = I_HAVE.exec(text) ?? []
  if (NOT_DONE.test(verb)) return null
  const told = isPast(verb)
  if (told) {
    if (/^(?:got|had)$/iu.test(verb) && /^(?:to|a|an)\s/iu.test(object)) return null
    const target = await resolveTarget(`${verb} ${object}`, heard, { among: heard.open, verbFirst: true })
    if (target.kind === 'none') return (await alreadyDone(`${verb} ${object}`, heard)) ?? notFound(object, heard)
    return act(heard, `${verb} ${object}`, action(heard, true))
  }
  const [, first = '', rest = ''] = PAST_FIRST.exec(text) ?? []
  if (NOT_DONE.test(first)) return null
  if (isPast(first) && !/^(?:need|set|put|read|cut|let|hit|left|found|shut|beat|bet)$/iu.test(first))
    return ifSure(`${first} ${rest}`, heard)
  if (/^(?:read|put|cut|set|shut)$/iu.test(first)) return null
  const [, thing = '', last = ''] = PAST_LAST.exec(text) ?? []
  return thing && isPast(last) && !NOT_DONE.test(last) && !mayHoldDate(last) ? ifSure(`${last} ${thing}`, heard) : null
}

async function ifSure(description: string, heard: Heard, verbFirst = true): Promise<Answer | null> {
  const target = await resolveTarget(description, heard, { among: heard.open, verbFirst })
  return target.kind === 'tasks' || target.kind === 'which' ? actOn(target, heard, action(heard, verbFirst)) : null
}
