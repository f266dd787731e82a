import { actOn } from '../act.ts'
import type { Intent } from '../turn.ts'
import { mayHoldDate } from '../understand/dates.ts'
import { resolveTarget } from '../understand/targets.ts'

const SURE = [
  /^(?:delete|remove|erase|trash|discard|get rid of|throw away|throw out|bin|scrap|wipe)\s+(.+?)(?:\s+from\s+(?:the|my)\s+(?:to-?do\s+)?list|\s+off\s+(?:the|my)\s+list)?[.!]*$/iu,
  /^(?:take|throw)\s+(.+?)\s+(?:off|from|out of)\s+(?:the|my)\s+(?:to-?do\s+)?list[.!]*$/iu,
  /^(?:i\s+)?(?:no longer|don['’]?t|do not)\s+(?:need|want|have)\s+(?:to\s+)?(.+?)(?:\s+any\s?more)?[.!]*$/iu,
  /^(.+?)\s+(?:is|are)\s+(?:no longer|not)\s+(?:needed|necessary|relevant)(?:\s+any\s?more)?[.!]*$/iu,
]
/** May as well begin a new task: "cancel the gym membership tomorrow". */
const UNSURE =
  /^(?:cancel|clear|drop|forget(?:\s+about)?|never ?mind(?:\s+about)?|ditch|empty)\s+(?:the\s+task\s+)?(.+?)[.!]*$/iu
const EVERYTHING =
  /^(?:(?:my|the)\s+(?:whole\s+|entire\s+)?(?:to-?do\s+)?list|all|everything|all (?:of )?(?:my |the )?tasks)$/iu

/** "delete milk", "remove all done tasks" – several only after a yes. */
export const deletes: Intent = {
  name: 'delete',
  async read(heard) {
    const sure = SURE.map((pattern) => pattern.exec(heard.text)?.[1]).find((description) => description !== undefined)
    const description = (sure ?? UNSURE.exec(heard.text)?.[1])?.replace(/^(?:the\s+)?(?:task|reminder)\s+(?=\S)/iu, '')
    if (!description) return null
    const action = {
      verb: 'delete',
      among: heard.open,
      confirmSeveral: true,
      does: ({ id }: { id: string }) => [{ type: 'delete' as const, id }],
    }
    const wantsDone = /\b(?:done|completed|finished)\b/iu.test(description)
    const among = wantsDone ? heard.tasks : heard.open
    const target = await resolveTarget(EVERYTHING.test(description) ? 'everything' : description, heard, { among })
    if (target.kind === 'tasks' || target.kind === 'which') return actOn(target, heard, action)
    if (!wantsDone) {
      const done = await resolveTarget(description, heard, { among: heard.done })
      if (done.kind === 'tasks' || done.kind === 'which') return actOn(done, heard, action)
    }
    if (!sure && (target.kind === 'none' || mayHoldDate(description))) return null
    return actOn(target, heard, action)
  },
}
