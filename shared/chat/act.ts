import type { Command } from '../tasks/command.ts'
import type { Task } from '../tasks/task.ts'
import { dueWords } from './phrase/dates.ts'
import { numbered, quoted, titlesWords } from './phrase/lists.ts'
import type { Answer, Heard } from './turn.ts'
import { resolveTarget, type Target } from './understand/targets.ts'

export interface Action {
  /** What is done, to follow "Which one should I": "complete", "move to Friday". */
  verb: string
  among: Task[]
  verbFirst?: boolean
  /** What to do to a task that is meant; nothing when there is nothing to do. */
  does(task: Task): Command[] | Promise<Command[]>
  /** Several at once only after a yes. */
  confirmSeveral?: boolean
}

/** How many tasks a question offers at most. */
const OFFERED = 9

/** Does something to the tasks that a description means, or asks which are meant. */
export async function act(heard: Heard, description: string, action: Action): Promise<Answer> {
  const { among, verbFirst = false } = action
  return actOn(await resolveTarget(description, heard, { among, verbFirst }), heard, action)
}

export async function actOn(target: Target, heard: Heard, action: Action): Promise<Answer> {
  const { verb, does, confirmSeveral } = action
  switch (target.kind) {
    case 'none':
      return notFound(target.said, heard)
    case 'which':
      return ask(`Which one should I ${verb}?`, target.tasks, heard, does)
    case 'perhaps':
      return perhaps(target.tasks, heard, action)
    case 'tasks': {
      const commands = (await Promise.all(target.tasks.map(does))).flat()
      const mentioned = target.tasks.map(({ id }) => id)
      if (!confirmSeveral || target.tasks.length < 2) return { commands, ...(verb === 'delete' ? {} : { mentioned }) }
      return {
        reply: `That would ${verb} ${target.tasks.length} tasks: ${titlesWords(target.tasks)}. Shall I? (yes or no)`,
        pending: { kind: 'confirm', commands },
      }
    }
  }
}

/** Asks which of several tasks is meant. */
export async function ask(question: string, tasks: Task[], heard: Heard, does: Action['does']): Promise<Answer> {
  const offered = tasks.slice(0, OFFERED)
  const lines = offered.map((task) => {
    const due = dueWords(task, heard.clock)
    return due ? `${task.title} – ${due}` : task.title
  })
  const options = await Promise.all(offered.map(async (task) => ({ label: task.title, commands: await does(task) })))
  return {
    reply: `${question}\n${numbered(lines)}`,
    pending: { kind: 'choice', options },
    listed: offered.map(({ id }) => id),
  }
}

async function perhaps(tasks: Task[], heard: Heard, { verb, does }: Action): Promise<Answer> {
  const [task, ...others] = tasks
  if (task && others.length === 0) {
    return {
      reply: `I'm not sure which task you mean. Shall I ${verb} ${quoted(task.title)}? (yes or no)`,
      pending: { kind: 'confirm', commands: await does(task) },
      understood: false,
    }
  }
  return {
    ...(await ask(`I'm not sure which task you mean. Which one should I ${verb}?`, tasks, heard, does)),
    understood: false,
  }
}

export function notFound(said: string, { open }: Pick<Heard, 'open'>): Answer {
  const isPronoun = /^(?:it|that|this|them|those|these)\b/i.test(said)
  const looked =
    isPronoun || said === '' ? "I don't know which task you mean." : `I found no task like ${quoted(said)}.`
  const hint = open.length > 0 ? ' Say “list” to see them all.' : ' Your list is empty.'
  return { reply: `${looked} Nothing was changed.${hint}`, understood: false }
}
