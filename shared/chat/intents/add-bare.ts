import { ask } from '../act.ts'
import { quoted } from '../phrase/lists.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { hasMarkers, readDetails } from '../understand/details.ts'
import { match } from '../understand/match.ts'
import { splitTasks } from '../understand/split.ts'
import { changesTo } from './change.ts'
import { createTasks } from './new-task.ts'

const TALK =
  /^(?:(?:i|you|he|she|we|they|it|that|this|there|what|who|whom|whose|which|why|how|when|where|is|are|am|was|were|if|because|thanks|sorry|yes|no|hello|hi|hey|see you|nice|great|good|lol|haha|let me)(?:['’](?:s|m|re|ve|d|ll))?|(?:do|does|did|can|could|should|would|will|shall|may|might|has|have|had)\s+(?:i|you|we|he|she|they|it|this|that|there|anyone|anything))\b/iu
const COMMAND =
  /^(?:delete|remove|rename|undo|redo|reschedule|postpone|snooze|untag|reopen|uncomplete|tag|show|list|display)\b/iu

/** "call mum tomorrow at 8am": no verb says that it is a task, but a date, repeat, tag or priority does. */
export const addBare: Intent = {
  name: 'add-bare',
  async read(heard) {
    const { text, clock } = heard
    if (TALK.test(text) || COMMAND.test(text)) return null
    const texts = await splitTasks(text, clock, { isList: false, isTo: false })
    const described = await Promise.all(texts.map((one) => readDetails(one, clock)))
    if (described.some((details) => !hasMarkers(details) || !/[\p{L}\p{N}]/u.test(details.title))) return null
    const answers: Answer[] = []
    for (const details of described) {
      if (/\?\s*$/.test(text)) return askFirst(await createTasks([details], heard), details.title)
      answers.push((await askIfKnown(details, heard, described.length)) ?? (await createTasks([details], heard)))
    }
    const [only, ...others] = answers
    if (only && others.length === 0) return only
    return {
      commands: answers.flatMap(({ commands = [] }) => commands),
      note: answers.find(({ note }) => note)?.note ?? '',
    }
  },
}

/** Said of a title that is on the list already, it may be a change of that task. */
async function askIfKnown(
  details: Awaited<ReturnType<typeof readDetails>>,
  heard: Heard,
  count: number,
): Promise<Answer | null> {
  if (count > 1) return null
  const exact = heard.open.filter(({ title }) => title.toLowerCase() === details.title.toLowerCase())
  const known = match(details.title, exact)
  if (known.kind !== 'one') return null
  const { commands = [] } = await createTasks([details], heard)
  const { pending, listed } = await ask('', [known.task], heard, (task) => changesTo(task, details, heard))
  const [change] = pending?.kind === 'choice' ? pending.options : []
  return {
    reply: `${quoted(known.task.title)} is on your list already. Which one?\n1. Change it\n2. Add another`,
    pending: {
      kind: 'choice',
      options: [
        { label: 'change it', commands: change?.commands ?? [] },
        { label: 'add another one', commands },
      ],
    },
    listed: listed ?? [],
  }
}

const askFirst = ({ commands = [] }: Answer, title: string): Answer => ({
  reply: `Shall I add ${quoted(title)}? (yes or no)`,
  pending: { kind: 'confirm', commands },
  understood: false,
})
