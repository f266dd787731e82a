import type { Command } from '../tasks/command.ts'
import { RuleError } from '../tasks/rule-error.ts'
import type { Task } from '../tasks/task.ts'
import type { ConversationContext } from './context.ts'
import { changesWords } from './phrase/changes.ts'
import { momentWords } from './phrase/dates.ts'
import { quoted, titlesWords } from './phrase/lists.ts'
import { type Change, type Rehearsal, rehearse } from './rehearse.ts'
import type { Answer, Heard } from './turn.ts'

/** What a message leads to. */
export interface Interpretation {
  /** To be applied in this order, all or none; a later one may be about a task that an earlier one created. */
  commands: Command[]
  reply: string
  context: ConversationContext
  /** False when the reply is a shrug or a guess: something cleverer may do better. */
  understood: boolean
}

const UNDO_STEPS = 10
const LISTED = 50

/** Rehearses an answer's commands, tells what they do and remembers what the next message may refer to. */
export async function settle(answer: Answer, heard: Heard): Promise<Interpretation & { tasks: Task[] }> {
  const { context } = heard
  let rehearsal: Rehearsal
  try {
    rehearsal = await rehearse(answer.commands ?? [], heard)
    // What is only asked for now must be possible when the yes comes.
    for (const commands of pendingCommands(answer)) await rehearse(commands, heard)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    return {
      commands: [],
      reply: refusal(error),
      context: { ...context, pending: null },
      understood: true,
      tasks: heard.tasks,
    }
  }
  const told = answer.reply ?? (await tell(rehearsal, answer, heard))
  return {
    commands: rehearsal.commands,
    reply: [answer.lead, told, answer.note].filter(Boolean).join(' ').trim(),
    context: remember(rehearsal, answer, context),
    understood: answer.understood ?? true,
    tasks: rehearsal.tasks,
  }
}

const pendingCommands = ({ pending }: Answer): Command[][] =>
  pending?.kind === 'confirm'
    ? [pending.commands]
    : pending?.kind === 'choice'
      ? pending.options.map(({ commands }) => commands)
      : []

async function tell({ commands, changes }: Rehearsal, answer: Answer, heard: Heard): Promise<string> {
  const restored = commands.some(({ type }) => type === 'restore')
    ? `Back again: ${titlesWords((answer.titles ?? []).map((title) => ({ title })))}.`
    : ''
  const sentence = [restored, changesWords(changes, heard.clock)].filter(Boolean).join(' ')
  if (sentence === '') return nothingToChange(answer, heard)
  return [sentence, await nextWords(changes, heard)].filter(Boolean).join(' ')
}

function nothingToChange({ commands = [] }: Answer, { tasks }: Heard): string {
  const [command] = commands
  const task = tasks.find(({ id }) => id === command?.id)
  if (!command || !task) return 'There is nothing to change.'
  if (command.type === 'complete') return `${quoted(task.title)} is already done.`
  if (command.type === 'reopen') return `${quoted(task.title)} is still open.`
  return `${quoted(task.title)} already is that way.`
}

/** Of a completed repeated task, when it comes again. */
async function nextWords(changes: Change[], { now, clock }: Heard): Promise<string> {
  const [change, ...others] = changes
  if (!change || others.length > 0 || change.type !== 'completed' || !change.task.recurrence) return ''
  const { nextOccurrence } = await import('../tasks/next-occurrence.ts')
  const { dueWords } = await import('./phrase/dates.ts')
  const next = await nextOccurrence(change.task, { now })
  if (!next) return 'That was the last of them.'
  return next.dueAt ? `Next: ${next.allDay ? dueWords(next, clock) : momentWords(next.dueAt, clock)}.` : ''
}

function remember(
  { changes, commands, undo }: Rehearsal,
  answer: Answer,
  context: ConversationContext,
): ConversationContext {
  const changed = changes.filter(({ type }) => type !== 'deleted').map(({ task }) => task.id)
  const restored = commands.flatMap((command) => (command.type === 'restore' ? [command.id] : []))
  const touched = [...new Set([...changed, ...restored])]
  const deleted = new Set(changes.filter(({ type }) => type === 'deleted').map(({ task }) => task.id))
  const kept = context.mentioned.filter((id) => !deleted.has(id))
  const mentioned = answer.mentioned ?? (touched.length > 0 ? touched : kept)
  const listed = answer.listed ?? (touched.length > 1 ? touched : context.listed)
  return {
    mentioned: mentioned.slice(0, LISTED),
    listed: listed.slice(0, LISTED),
    pending: answer.pending ?? null,
    ...history(undo, answer, context),
  }
}

function history(undo: Rehearsal['undo'], { history }: Answer, context: ConversationContext) {
  if (undo.commands.length === 0) return { undo: context.undo, redo: context.redo }
  if (history === 'undo') return { undo: context.undo.slice(0, -1), redo: [...context.redo, undo].slice(-UNDO_STEPS) }
  const steps = [...context.undo, undo].slice(-UNDO_STEPS)
  return { undo: steps, redo: history === 'redo' ? context.redo.slice(0, -1) : [] }
}

const FIELD_WORDS: Record<string, string> = {
  remindBefore: 'the reminders',
  dueAt: 'a date',
  'recurrence.rule': 'the repeat',
}

function refusal({ violations: [{ field, rule }] }: RuleError): string {
  if (field === 'dueAt' && /existing date/.test(rule)) return 'That date is too far away. Nothing was changed.'
  const root = field.replace(/\.\d+$/, '')
  const name = FIELD_WORDS[root] ?? (root ? `the ${root}` : '')
  return `I can't do that: ${[name, rule].filter(Boolean).join(' ')}. Nothing was changed.`
}
