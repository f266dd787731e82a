import type { Command } from '../../tasks/command.ts'
import type { Option } from '../context.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { readDetails } from '../understand/details.ts'
import { dueOf } from '../understand/due.ts'
import { match } from '../understand/match.ts'
import { readPicks } from '../understand/picks.ts'

const YES =
  /^(?:yes|y|yep|yeah|yup|sure|ok|okay|do it|go ahead|please do|please|of course|certainly|right|correct|confirm(?:ed)?|absolutely|definitely|yes,? (?:please|do it|delete (?:them|it|all|everything)(?: all)?|i(?:'|’)?m sure|all of them|go ahead|all)|i(?:'|’)?m sure|delete (?:them|them all|all)|👍|✅)[\s!.]*$/iu
const NO =
  /^(?:no|n|nope|nah|neither|none|none of (?:them|those|these)|no,? (?:thanks|thank you|don(?:'|’)?t|stop|neither|none|cancel|keep (?:it|them))|don(?:'|’)?t|do not|stop|cancel(?: (?:it|that))?|never ?mind|nvm|forget (?:it|about it)|not now|keep (?:it|them)|leave (?:it|them)|nothing|👎)(?:[\s,]+(?:of them|please|thanks|thank you))?[\s!.]*$/iu
const ALL = /^(?:both|all|all of them|both of them|all (?:three|four)|everything|them all|every one)[\s!.]*$/iu
const FRAME = /^(?:i (?:mean|meant)|(?:it(?:'|’)?s|it is|that(?:'|’)?s))\s+|\s+(?:please|one|of course)$/giu

/** The answer to a question that was asked before; a message that is none is read as any other. */
export const answer: Intent = {
  name: 'answer',
  async read(heard) {
    const { pending } = heard.context
    const text = heard.message.trim()
    if (!pending) return null
    if (NO.test(text)) return { reply: 'All right, nothing was changed.' }
    if (pending.kind === 'confirm') return YES.test(text) ? { commands: pending.commands } : null
    if (pending.kind === 'choice') return choose(text, pending.options, heard)
    if (pending.kind === 'when') return when(pending, heard)
    return null
  },
}

function choose(text: string, options: Option[], heard: Heard): Answer | null {
  const done = (commands: Command[]): Answer => ({ commands })
  if (YES.test(text) && options.length > 1) {
    return {
      reply: `Which one? Please say a number from 1 to ${options.length}, “both” or “none”.`.replace(
        '“both”',
        options.length === 2 ? '“both”' : '“all”',
      ),
      pending: { kind: 'choice', options },
      listed: heard.context.listed,
    }
  }
  if (ALL.test(text)) return done(options.flatMap(({ commands }) => commands))
  const picks = readPicks(text, options.length)
  if (picks) return done(picks.flatMap((pick) => options[pick]?.commands ?? []))
  if (text.split(/\s+/).length > 8) return null
  const named = options.map(({ label, commands }, index) => ({
    id: String(index),
    title: label,
    dueAt: null,
    seriesId: null,
    commands,
  }))
  const found = match(text.replace(FRAME, ''), named)
  return found.kind === 'one' ? done(found.task.commands) : null
}

async function when(
  { id, remindBefore }: { id: string; remindBefore: number[] },
  heard: Heard,
): Promise<Answer | null> {
  const details = await readDetails(heard.text, heard.clock)
  if (!details.when || !/^(?:at|on|in|by|make it|set it (?:to|for)|remind me)?$/iu.test(details.title)) return null
  const task = heard.open.find((one) => one.id === id)
  // "at 5" about a task that has a day already means that day.
  const day =
    task?.dueAt && !details.when.date
      ? Temporal.Instant.from(task.dueAt).toZonedDateTimeISO(heard.clock.zone).toPlainDate()
      : null
  const due = dueOf(day ? { ...details.when, date: day } : details.when, heard.clock)
  if (!due || !task) return null
  return {
    commands: [
      { type: 'update', id, patch: { dueAt: due.dueAt, allDay: due.allDay, timeZone: heard.timeZone, remindBefore } },
    ],
  }
}
