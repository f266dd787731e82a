import type { Command } from '../../tasks/command.ts'
import type { Task } from '../../tasks/task.ts'
import type { Undo } from '../context.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { match } from '../understand/match.ts'

const UNDO =
  /^(?:oops[,.! ]*|no[,.! ]+|wait[,.! ]+|sorry[,.! ]*)*(?:undo|undo (?:that|it|this|the last (?:change|thing|one|action)|my last (?:change|action)|last)|take (?:that|it) back|revert(?: (?:that|it|the last change))?|change (?:it|that) back|put (?:it|that|them) back|go back|bring (?:it|that|them) back|restore (?:it|that|them)|that was (?:a mistake|wrong|an accident)|(?:i )?didn(?:'|’)?t mean (?:that|to(?: do that)?)|undelete(?: (?:it|that|them))?)[\s!.]*$/iu
const BACK = /^(?:bring|put|get)\s+(.+?)\s+back[.!]*$|^(?:restore|undelete|recover|bring\s+back)\s+(.+?)[.!]*$/iu
const REDO = /^(?:redo|redo (?:that|it|this)|do it again|undo the undo|undo undo)[\s!.]*$/iu

/** Takes the last change back, whatever it was, and again the one before it. */
export const undo: Intent = {
  name: 'undo',
  read(heard) {
    const { undo: past, redo: undone } = heard.context
    if (UNDO.test(heard.text))
      return past.length > 0 ? step(past.at(-1), 'undo', heard) : { reply: 'There is nothing to undo.' }
    const back = BACK.exec(heard.text)
    const restored = back ? restore(back[1] ?? back[2] ?? '', heard) : null
    if (restored) return restored
    if (REDO.test(heard.text))
      return undone.length > 0 ? step(undone.at(-1), 'redo', heard) : { reply: 'There is nothing to redo.' }
    return null
  },
}

/** "bring the vet back": a deleted task by its name. */
function restore(description: string, { context, tasks }: Heard): Answer | null {
  const known = new Set(tasks.map(({ id }) => id))
  const deleted = context.undo.flatMap(({ commands, titles }) =>
    commands
      .filter(({ type }) => type === 'restore')
      .map(({ id = '' }, index) => ({ id, title: titles[index] ?? '', dueAt: null, seriesId: null })),
  )
  const found = match(
    description,
    deleted.filter(({ id }) => !known.has(id)),
  )
  return found.kind === 'one'
    ? { commands: [{ type: 'restore', id: found.task.id }], titles: [found.task.title] }
    : null
}

function step(last: Undo | undefined, history: 'undo' | 'redo', heard: Heard): Answer {
  const known = new Map(heard.tasks.map((task) => [task.id, task]))
  const commands = (last?.commands ?? []).filter(
    (command) => command.type === 'restore' || command.type === 'create' || known.has(command.id),
  )
  if (commands.length === 0) return { reply: "I can't undo that any more: the task is gone." }
  const followers = commands.flatMap((command) =>
    command.type === 'reopen' ? follower(known.get(command.id), heard) : [],
  )
  return {
    commands: [...commands, ...followers],
    history,
    titles: last?.titles ?? [],
    lead: history === 'undo' ? 'Undone.' : 'Done again.',
  }
}

/** The next occurrence that completing a repeated task made, if it is still as it was made. */
function follower(task: Task | undefined, { open }: Heard): Command[] {
  if (!task?.seriesId || task.occurrence === null) return []
  const next = open.find(
    ({ seriesId, occurrence, version }) =>
      seriesId === task.seriesId && occurrence === (task.occurrence ?? 0) + 1 && version === 1,
  )
  return next ? [{ type: 'delete', id: next.id }] : []
}
