import type { Context } from 'hono'
import { problems } from '../../../shared/function/problem.ts'
import type { StoredTask } from '../../../shared/tasks/store.ts'
import type { Task } from '../../../shared/tasks/task.ts'

/** The strong entity tag of a task: its version (RFC 9110 §8.8.3). */
export function etagOf({ version }: Task): string {
  return `"${version}"`
}

/** Answers with a task and its entity tag. */
export function answerTask(context: Context, task: Task, status: 200 | 201 = 200): Response {
  context.header('etag', etagOf(task))
  return context.json(task, status)
}

/** Refuses a change of a task that is not in the version that `If-Match` names (RFC 9110 §13.1.1); 412. */
export function ifMatch(context: Context): (stored: StoredTask) => void {
  const wanted = context.req
    .header('if-match')
    ?.split(',')
    .map((tag) => tag.trim())
  return ({ task, deletedAt }) => {
    if (deletedAt !== undefined || !wanted || wanted.includes('*')) return
    if (!wanted.includes(etagOf(task))) throw problems.stale()
  }
}
