import { quoted } from '../phrase/lists.ts'
import type { Intent } from '../turn.ts'
import { readDetails } from '../understand/details.ts'
import { createTasks } from './new-task.ts'

const SHORT = 80
/** "I'll call Bob tomorrow" may be a task to call Bob. */
const PROMISE = /^(?:i(?:['’]ll|\s+will)|i(?:['’]m|\s+am)\s+going\s+to|i\s+need)\s+/iu
/** A verb that lacks its task. */
const ALONE =
  /^(delete|remove|complete|finish|move|rename|reschedule|postpone|tag|untag|reopen|tick off|repeat)[\s.!]*$/iu
const ORDER =
  /^(?:delete|remove|complete|finish|mark|move|rename|reschedule|postpone|snooze|tag|untag|reopen|tick off|repeat|undo|redo|list|show|find|search|don['’]?t|do not|stop|never|why|what|who|how|when|where|which|yes|no)\b/iu
const EXAMPLES =
  'I can add (“call mum tomorrow at 5pm”), show (“what’s due today?”), move, tick off and delete tasks – say “help” for more.'

/** What nobody understood: said so, with nothing changed; a few words may be a task, so that is asked. */
export const unknown: Intent = {
  name: 'unknown',
  async read(heard) {
    const { text } = heard
    const verb = ALONE.exec(text)?.[1]
    if (verb)
      return {
        reply: `Which task should I ${verb.toLowerCase()}? For example: “${verb.toLowerCase()} ${heard.open[0]?.title ?? 'buy milk'}”.`,
        understood: false,
      }
    const isTitle = text.length <= SHORT && /\p{L}{2}/u.test(text) && !/[?\n]/.test(text) && !ORDER.test(text)
    if (!isTitle) return { reply: `I didn't understand that, and changed nothing. ${EXAMPLES}`, understood: false }
    const { title, ...details } = await readDetails(text.replace(PROMISE, ''), heard.clock)
    const { commands = [] } = title ? await createTasks([{ ...details, title }], heard) : {}
    if (commands.length === 0)
      return { reply: `I didn't understand that, and changed nothing. ${EXAMPLES}`, understood: false }
    return {
      reply: `I'm not sure what you mean, and changed nothing. Shall I add ${quoted(title)} as a task? (yes or no)\n${EXAMPLES}`,
      pending: { kind: 'confirm', commands },
      understood: false,
    }
  },
}
