import { type Clock, dayOf, weekdayOf } from './calendar.ts'
import type { Task } from './schemas.ts'
import { dueDay } from './words.ts'

export const groupNames = ['Overdue', 'Today', 'Tomorrow', 'This week', 'Later', 'No date'] as const
export type GroupName = (typeof groupNames)[number]

/** Tasks under their headings, soonest first; headings with nothing under them are left out. A week ends with Sunday. */
export function groupTasks(tasks: readonly Task[], clock: Clock): { name: GroupName; tasks: Task[] }[] {
  const today = dayOf(clock.now, clock.timeZone)
  const placed = tasks
    .map((task) => ({ task, day: dueDay(task, clock), time: timeOf(task) }))
    .toSorted((a, b) => byDue(a, b) || byImportance(a.task, b.task))
    .map(({ task, day, time }) => ({ task, name: nameOf({ day, time }, today, clock.now) }))
  return groupNames
    .map((name) => ({ name, tasks: placed.filter((one) => one.name === name).map(({ task }) => task) }))
    .filter(({ tasks }) => tasks.length > 0)
}

interface Placed {
  /** Day of the calendar; null without a date. */
  day: number | null
  /** Null when there is no time of day. */
  time: number | null
}

function nameOf({ day, time }: Placed, today: number, now: number): GroupName {
  if (day === null) return 'No date'
  if (day < today || (time !== null && time < now)) return 'Overdue'
  if (day === today) return 'Today'
  if (day === today + 1) return 'Tomorrow'
  return day <= today + 6 - weekdayOf(today) ? 'This week' : 'Later'
}

/** All-day tasks come first in their day. */
function byDue(a: Placed, b: Placed): number {
  return (a.day ?? 0) - (b.day ?? 0) || (a.time ?? 0) - (b.time ?? 0)
}

const weight = { high: 0, medium: 1, low: 2 } as const

function byImportance(a: Task, b: Task): number {
  return weight[a.priority] - weight[b.priority] || Date.parse(a.createdAt) - Date.parse(b.createdAt)
}

function timeOf({ dueAt, allDay }: Task): number | null {
  return dueAt === null || allDay ? null : Date.parse(dueAt)
}
