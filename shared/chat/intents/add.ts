import { momentWords } from '../phrase/dates.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { type Details, firstDue, readDetails } from '../understand/details.ts'
import { DURATION } from '../understand/durations.ts'
import { splitTasks } from '../understand/split.ts'
import { stems } from '../understand/stems.ts'
import { createTasks } from './new-task.ts'

const NOUN = '(?:to-?dos?|tasks?|items?|reminders?|entry|entries)'
const ADD = new RegExp(
  `^(?:add|create|enter|insert|record|jot\\s+down|note\\s+down|write\\s+down|put\\s+down)\\b\\s*:?\\s*(?:(?:a|an|another|the|one|these|this|the\\s+following|some|\\d+|two|three|four|five|my)\\s+)?(?:(?:new|quick|following|other|more)\\s+)*(${NOUN})\\b(?:\\s+(?:to|on|in)\\s+(?:my|the)\\s+(?:to-?do\\s+)?list)?\\s*(?:(?:called|named|titled|to|that\\s+says|saying|about|of)\\s+|for\\s+me\\s+to\\s+)?\\s*[:–-]?\\s*(.*)$`,
  'isu',
)
const ADD_PLAIN =
  /^(?:add|create|enter|insert|record|jot\s+down|note\s+down|write\s+down|put\s+down)\b(?:\s+to\s+(?:my|the)\s+(?:to-?do\s+)?list)?\s*:?\s*(.*)$/isu
const NEW = new RegExp(`^new\\s+(${NOUN})\\s*[:–-]?\\s*(.*)$`, 'isu')
const TODO =
  /^(?:todo|to-do|to do|task|reminder|remember|note to self|memo)\s*[:–-]\s*(.*)$|^(?:please\s+)?(?:remember|(?:do\s*n['’]?t|do\s+not|never)\s+(?:let\s+me\s+)?forget)\s+(?:to\s+|about\s+|that\s+i\s+(?:need|have)\s+to\s+)?(.+)$/isu
const PUT = /^put\s+(.+?)\s+(?:on|in|into|onto)\s+(?:my|the)\s+(?:to-?do\s+|task\s+)?list\s*(.*)$/isu
const REMIND =
  /^(?:remind\s+me|(?:set|create|make|add|give\s+me)\s+(?:up\s+)?(?:a\s+|an\s+)?(?:reminder|alarm|alert|nudge)|ping\s+me|alert\s+me|notify\s+me|nudge\s+me|wake\s+me)\b(?:\s+(?:for\s+me\s+)?(?:to|about|of|that|for)(?=\s))?\s*:?\s*(.*)$/isu
const NEED_TO =
  /^(?:(?:i|we)(?:['’]ve|['’]d|['’]ll|\s+have|\s+would|\s+really|\s+also|\s+still|\s+definitely|\s+should\s+probably)*\s+)?(?:need\s+to|have\s+to|got\s+to|gotta|must|should|ought\s+to|want\s+to|like\s+to|better|have\s+got\s+to)\s+(?:remember\s+to\s+|not\s+forget\s+to\s+)?(.+)$/isu
const NOT_TO_DO =
  /^(?:see|know|list|view|check\s+(?:my|the)\s+(?:list|tasks)|delete|remove|undo|change|rename|move|reschedule|add|complete|mark|cancel)\b/iu
const HAVE =
  /^(?:i|we)(?:['’]ve\s+got|\s+have\s+got|\s+have|\s+got)\s+(?:an?\s+|my\s+|the\s+|some\s+)?(?!to\b|done\b|not\b|already\b|just\b|finished\b|been\b)(.+)$/isu
const SCHEDULE = /^(?:schedule|plan(?=\s+(?:a|an|in)\s))\s+(?:in\s+)?(?:an?\s+)?(.+)$/isu
const ON_LIST =
  /\s+(?:to|on|onto|in)\s+(?:my|the)\s+(?:to-?do\s+|task\s+|shopping\s+)?list(?=[.!]*$|,|\s+(?:for|by|on|at|due|every|tomorrow|today|tonight|next|with|and|p[123]|#|!))/iu
const BEFORE_TASK = new RegExp(
  `^(?:remind|ping|alert|notify)\\s+me\\s+${DURATION}\\s+(?:before|ahead\\s+of|prior\\s+to)\\s+\\S`,
  'iu',
)

/** A wish for new tasks, with the words that only say so taken off. */
interface Wish {
  body: string
  /** A reminder is wanted, at the time of the task. */
  remind: boolean
  /** Several things follow, with commas between. */
  isList: boolean
  isTo: boolean
}

const wish = (body: string, more: Partial<Wish> = {}): Wish => ({
  body: body.replace(ON_LIST, '').trim(),
  remind: false,
  isList: false,
  isTo: false,
  ...more,
})

function readWish(text: string): Wish | null {
  if (BEFORE_TASK.test(text)) return wish(text)
  const reminder = REMIND.exec(text)
  if (reminder) return wish(reminder[1] ?? '', { remind: true, isTo: /^.{0,60}?\bto\s/isu.test(text) })
  const noun = ADD.exec(text) ?? NEW.exec(text)
  if (noun) return wish(noun[2] ?? '', { isList: /s$/iu.test(noun[1] ?? ''), remind: /^remind/iu.test(noun[1] ?? '') })
  const added = ADD_PLAIN.exec(text)
  if (added && !/^(?:it|that|this|them)\s+(?:to|for|on)\b/iu.test(added[1] ?? '')) return wish(added[1] ?? '')
  const todo = TODO.exec(text)
  if (todo) return wish(todo[1] ?? todo[2] ?? '')
  const put = PUT.exec(text)
  if (put) return wish(`${put[1]} ${put[2] ?? ''}`)
  const need = NEED_TO.exec(text)?.[1]
  if (need && !NOT_TO_DO.test(need)) return wish(need, { isTo: true })
  return null
}

const LATE =
  /^(.{2,40}?)\s*[,:]?\s+((?:please\s+)?(?:remind\s+me|(?:i|we)\s+(?:need|have)\s+to|(?:i|we)\s+(?:must|should)|do\s*n['’]?t\s+(?:let\s+me\s+)?forget\s+to)\b.+)$/isu

/** "on friday, remind me to pay Tom": the day comes before the wish. */
async function readLateWish({ text, clock }: Heard): Promise<Wish | null> {
  const [, lead = '', rest = ''] = LATE.exec(text) ?? []
  if (lead === '') return null
  const { title, when, repeat } = await readDetails(lead, clock)
  return title === '' && (when || repeat) ? readWish(`${rest} ${lead}`) : null
}

/** "add …", "remind me to …", "I need to …", "todo: …". */
export const add: Intent = {
  name: 'add',
  async read(heard) {
    if (/^(?:should|must)\s+(?:i|we)\b|\?\s*$/iu.test(heard.text)) return null
    const wanted = readWish(heard.text) ?? (await readLateWish(heard))
    if (wanted) return addTasks(wanted, heard)
    const other = SCHEDULE.exec(heard.text)?.[1] ?? HAVE.exec(heard.text)?.[1]
    if (!other) return null
    const { title, when, repeat } = await readDetails(other, heard.clock)
    // "schedule the report for friday" is about a task that exists.
    const isKnown = heard.open.some((task) => stems(task.title).join(' ') === stems(title).join(' '))
    return !isKnown && (when || repeat) ? addTasks(wish(other), heard) : null
  },
}

/** What was asked to be named: "add a task" – "What is it?" – "buy milk". */
export const addNamed: Intent = {
  name: 'add-named',
  read(heard) {
    const { pending } = heard.context
    if (pending?.kind !== 'title' || /\?\s*$/.test(heard.text)) return null
    const title = heard.text.replace(/^(?:to|about)\s+/iu, '')
    return addTasks({ ...(readWish(`${pending.said} ${title}`) ?? wish(title)) }, heard)
  },
}

async function addTasks({ body, remind, isList, isTo }: Wish, heard: Heard): Promise<Answer> {
  const texts = body === '' ? [] : await splitTasks(body, heard.clock, { isList, isTo })
  const wanted = await Promise.all(texts.map((text) => readDetails(text, heard.clock)))
  const [first] = wanted
  if (!first || (wanted.length === 1 && first.title === '')) return askTitle(first, heard)
  return createTasks(
    wanted.filter(({ title }) => title !== ''),
    heard,
    { remind },
  )
}

async function askTitle(details: Details | undefined, heard: Heard): Promise<Answer> {
  const due = details && (await firstDue(details, heard.clock))
  const at = due ? ` ${due.allDay ? '' : `for ${momentWords(due.dueAt, heard.clock)} `}` : ' '
  return { reply: `What is it${at.trimEnd()}?`, pending: { kind: 'title', said: heard.text } }
}
