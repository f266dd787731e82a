import type { Task } from '../../tasks/task.ts'
import { Conversation, type Outcome } from './conversation.ts'

/** What a task is expected to be; what is left out does not matter. */
interface ExpectedTask {
  title: string
  /** "+1d 15:00", "fri", "+20m", "nextmonth-05", "2027-02-11 17:45": relative to the user's today. */
  due?: string
  dueAt?: null
  dueAfter?: string
  time?: string
  timeBetween?: [string, string]
  allDay?: boolean
  priority?: string
  description?: string
  tags?: string[]
  remindBefore?: number[]
  /** An RFC 5545 rule; `loose`: more parts may follow. */
  rule?: string | null
  loose?: boolean
  anchor?: string
}

interface Step {
  say: string
  created?: ExpectedTask[]
  tasks?: ExpectedTask[]
  open?: string[]
  done?: string[]
  reply?: string
  /** False: the message must not pass as understood. */
  understood?: boolean
}

/** One line of the corpus: a conversation of a fresh user. */
export interface CorpusCase {
  id: string
  tz?: string
  now?: string
  steps: Step[]
}

/** A Thursday morning. */
const NOW = '2026-10-22T09:00:00Z'

/** Everything that did not turn out as a conversation expects; empty when it is held well. */
export async function hold({ tz: timeZone = 'Europe/London', now = NOW, steps }: CorpusCase): Promise<string[]> {
  const conversation = new Conversation({ now, timeZone })
  const problems: string[] = []
  for (const step of steps) {
    const outcome = await conversation.say(step.say)
    const found = [...replyProblems(step, outcome), ...taskProblems(step, outcome, conversation)]
    problems.push(...found.map((problem) => `“${step.say}” → “${outcome.reply}”: ${problem}`))
  }
  return problems
}

function* replyProblems({ reply, understood }: Step, outcome: Outcome) {
  if (reply && !new RegExp(reply.replace('(?i)', ''), 'is').test(outcome.reply)) yield `the reply is not /${reply}/`
  if (understood !== undefined && outcome.understood !== understood) yield `understood is ${outcome.understood}`
  // Nobody reads an ISO string, and nobody wants to see what a template left.
  if (/\d{4}-\d\d-\d\dT|undefined|null|NaN|\[object/.test(outcome.reply)) yield 'the reply is not for people'
  if (outcome.reply.trim() !== outcome.reply || outcome.reply === '') yield 'the reply is blank or ragged'
}

function* taskProblems(step: Step, outcome: Outcome, conversation: Conversation) {
  for (const status of ['open', 'done'] as const) {
    const expected = step[status]?.map(plain).sort().join(' | ')
    const got = conversation.titles(status).map(plain).sort().join(' | ')
    if (expected !== undefined && got !== expected) yield `${status} are ${got || 'none'}, not ${expected || 'none'}`
  }
  if (step.created) {
    const created = outcome.actions.filter(({ type }) => type === 'created').map(({ task }) => task)
    if (created.length !== step.created.length) {
      yield `created ${created.map(({ title }) => title).join(' | ') || 'nothing'}`
    } else yield* step.created.flatMap((one) => best(one, created, conversation))
  }
  yield* (step.tasks ?? []).flatMap((one) => {
    const named = [...conversation.tasks.values()].filter(({ title }) => plain(title) === plain(one.title))
    return named.length > 0 ? best(one, named, conversation) : [`there is no task ${one.title}`]
  })
}

const plain = (title: string) =>
  title
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.!]+$/, '')
    .trim()

function best(expected: ExpectedTask, tasks: Task[], conversation: Conversation): string[] {
  const tries = tasks.map((task) => [...differences(expected, task, conversation)])
  return tries.sort((one, other) => one.length - other.length)[0] ?? []
}

function* differences(expected: ExpectedTask, task: Task, { now, timeZone }: Conversation) {
  const local = task.dueAt ? Temporal.Instant.from(task.dueAt).toZonedDateTimeISO(timeZone) : null
  const date = local?.toPlainDate().toString()
  const time = local?.toPlainTime().toString().slice(0, 5)
  if (plain(task.title) !== plain(expected.title)) yield `the title is ${task.title}, not ${expected.title}`
  if (expected.dueAt === null && task.dueAt !== null) yield `it is due ${local}`
  const minutes = /^\+(\d+)m$/.exec(expected.due ?? '')?.[1]
  if (minutes) {
    const wanted = Temporal.Instant.from(now).add({ minutes: Number(minutes) })
    if (task.dueAt !== wanted.toString()) yield `it is due ${local}, not ${expected.due}`
  } else if (expected.due) {
    const [day = '', at] = expected.due.split(' ')
    if (!datesOf(day, now, timeZone).includes(date ?? '') || (at && at !== time))
      yield `it is due ${local}, not ${expected.due}`
  }
  if (expected.dueAfter && !(date && date >= (datesOf(expected.dueAfter, now, timeZone)[0] ?? '')))
    yield `it is due ${local}`
  if (expected.time && expected.time !== time) yield `it is at ${time}, not ${expected.time}`
  const [from = '', to = ''] = expected.timeBetween ?? []
  if (expected.timeBetween && !(time && time >= from && time <= to)) yield `it is at ${time}`
  for (const key of ['allDay', 'priority', 'description'] as const) {
    if (expected[key] !== undefined && task[key] !== expected[key]) yield `${key} is ${task[key]}, not ${expected[key]}`
  }
  for (const key of ['tags', 'remindBefore'] as const) {
    const wanted = expected[key] && [...expected[key]].sort().join()
    if (wanted !== undefined && [...task[key]].sort().join() !== wanted) yield `${key} are ${task[key]}, not ${wanted}`
  }
  if (expected.rule === null && task.recurrence) yield `it repeats ${task.recurrence.rule}`
  if (expected.rule && !sameRule(task.recurrence?.rule ?? '', expected.rule, expected.loose))
    yield `it repeats ${task.recurrence?.rule}, not ${expected.rule}`
  if (expected.anchor && task.recurrence?.anchor !== expected.anchor) yield `the anchor is ${task.recurrence?.anchor}`
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** The dates an expression may mean; a weekday named on that weekday may mean today or the one in a week. */
function datesOf(expression: string, now: string, timeZone: string): string[] {
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).toPlainDate()
  const days = /^\+(\d+)d$/.exec(expression)?.[1]
  if (days) return [today.add({ days: Number(days) }).toString()]
  const ofNextMonth = /^nextmonth-(\d\d)$/.exec(expression)?.[1]
  if (ofNextMonth)
    return [
      today
        .with({ day: 1 })
        .add({ months: 1 })
        .with({ day: Number(ofNextMonth) })
        .toString(),
    ]
  if (!WEEKDAYS.includes(expression)) return [expression]
  const ahead = (WEEKDAYS.indexOf(expression) + 1 - today.dayOfWeek + 7) % 7
  return (ahead === 0 ? [0, 7] : [ahead]).map((step) => today.add({ days: step }).toString())
}

const parts = (rule: string) =>
  rule
    .split(';')
    .filter((part) => part && !/^(?:INTERVAL=1|WKST=.*)$/.test(part))
    .map((part) => {
      const [key, value = ''] = part.split('=')
      return `${key}=${key === 'UNTIL' ? value.slice(0, 8) : value.split(',').sort().join()}`
    })

function sameRule(rule: string, expected: string, loose = false): boolean {
  const got = parts(rule)
  const wanted = parts(expected)
  return wanted.every((part) => got.includes(part)) && (loose || got.length === wanted.length)
}
