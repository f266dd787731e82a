import { actOn } from '../act.ts'
import type { Intent } from '../turn.ts'
import { hasMarkers, readDetails } from '../understand/details.ts'
import { changesTo } from './change.ts'

const CORRECTS =
  /^(?:(?:actually|no|nope|sorry|oops|ooh|wait|hmm|hm|rather|i\s+meant?|i\s+mean|better|let['’]?s\s+(?:say|do|make\s+(?:it|that))|make\s+(?:it|that|this)|change\s+(?:it|that)(?:\s+to)?|set\s+(?:it|that)(?:\s+(?:to|for))?|move\s+(?:it|that)(?:\s+to)?|reschedule\s+(?:it\s+)?(?:to|for)|it['’]?s|it\s+is|it\s+should\s+be|should\s+be|to|instead)(?:[\s,.:!-]+|$))+/iu
const INSTEAD = /\s+(?:instead|rather|please|actually)[.!]*$/iu

/** "actually make it 4pm", "no, friday", "at 5 instead": about the task last spoken of. */
export const correct: Intent = {
  name: 'correct',
  async read(heard) {
    const { text, context, clock } = heard
    if (/\?\s*$/.test(text)) return null
    const [id, ...others] = context.mentioned
    const task = others.length === 0 ? heard.open.find((one) => one.id === id) : undefined
    if (!task) return null
    const said = text.replace(CORRECTS, '').replace(INSTEAD, '')
    const isCorrection = said !== text
    const rest = isCorrection && /^\d{1,2}$/.test(said) ? `at ${said}` : said
    // A date alone is about the task that was just changed, not about one that was only shown.
    const changed = context.undo.at(-1)?.commands.some((command) => command.type !== 'create' && command.id === task.id)
    if (!isCorrection && !changed) return null
    const details = await readDetails(rest, clock)
    if (!hasMarkers(details) || !/^(?:and|it|the|task)?$/iu.test(details.title)) return null
    return actOn({ kind: 'tasks', tasks: [task] }, heard, {
      verb: 'change',
      among: heard.open,
      does: (one) => changesTo(one, details, heard),
    })
  },
}
