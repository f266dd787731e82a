import type { Hono } from 'hono/tiny'
import type { AuditLog } from '../../../shared/audit/audit-log.ts'
import { ConflictError } from '../../../shared/dapr/error.ts'
import type { State } from '../../../shared/dapr/state.ts'
import { problems } from '../../../shared/function/problem.ts'
import { parseQuery, type SearchIndex } from '../../../shared/search/search-index.ts'
import { applyCommands, type CommandTools, newTaskId, TaskNotFoundError } from '../../../shared/tasks/apply-commands.ts'
import type { Command } from '../../../shared/tasks/command.ts'
import { limits, NewTask, type Task, TaskPatch } from '../../../shared/tasks/task.ts'
import { upcomingOccurrences } from '../../../shared/tasks/upcoming-occurrences.ts'
import { answerTask, ifMatch } from '../http/etag.ts'
import { idempotency } from '../http/idempotency.ts'
import { readJson } from '../http/input.ts'
import { userOf } from '../http/signed-in.ts'

export interface TaskTools extends CommandTools {
  search: SearchIndex
  state: State
  audit: Pick<AuditLog, 'history'>
}

/** The routes under `/tasks`: DESIGN §4. */
export function taskRoutes(app: Hono, tools: TaskTools): void {
  const { tasks, search, state, audit } = tools

  /** Runs one command on a task and gives the task as it is then. */
  const run = async (
    user: string,
    command: Command & { id: string },
    check?: ReturnType<typeof ifMatch>,
  ): Promise<Task> => {
    try {
      const applied = await applyCommands(tools, user, [command], { by: 'user', ...(check && { check }) })
      const task = applied.tasks.get(command.id)
      if (task) return task
    } catch (error) {
      if (!(error instanceof TaskNotFoundError)) throw error
    }
    throw problems.notFound('such task')
  }

  const existing = async (user: string, id: string): Promise<Task> => {
    const stored = await tasks.get(user, id)
    if (!stored || stored.deletedAt) throw problems.notFound('such task')
    return stored.task
  }

  app.get('/tasks', async (context) => {
    const query = parseQuery(new URL(context.req.url).searchParams)
    return context.json(await search.find(userOf(context), query))
  })

  app.post('/tasks', async (context) => {
    const user = userOf(context)
    const task = await readJson(context, NewTask)
    const request = idempotency(context, state, user, task)
    const earlier = await request.earlier()
    if (earlier) return answerTask(context, await existing(user, earlier), 201)

    const id = newTaskId()
    const options = { by: 'user', also: request.remember(id), attempts: 1 }
    try {
      const { tasks: made } = await applyCommands(tools, user, [{ type: 'create', id, task }], options)
      const created = made.get(id)
      if (!created) throw new Error(`task ${id} was not created`)
      context.header('location', `/tasks/${id}`)
      return answerTask(context, created, 201)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      // The same request came twice at once, and the other one has made the task.
      const twin = await request.earlier()
      if (!twin) throw error
      return answerTask(context, await existing(user, twin), 201)
    }
  })

  app.get('/tasks/:id', async (context) =>
    answerTask(context, await existing(userOf(context), context.req.param('id'))),
  )

  app.patch('/tasks/:id', async (context) => {
    const patch = await readJson(context, TaskPatch)
    const command = { type: 'update' as const, id: context.req.param('id'), patch }
    return answerTask(context, await run(userOf(context), command, ifMatch(context)))
  })

  app.delete('/tasks/:id', async (context) => {
    await run(userOf(context), { type: 'delete', id: context.req.param('id') }, ifMatch(context))
    return context.body(null, 204)
  })

  for (const type of ['complete', 'reopen'] as const) {
    app.post(`/tasks/:id/${type}`, async (context) =>
      answerTask(context, await run(userOf(context), { type, id: context.req.param('id') }, ifMatch(context))),
    )
  }

  app.get('/tasks/:id/history', async (context) => {
    const user = userOf(context)
    const items = await audit.history(user, context.req.param('id'))
    // The trail of a deleted task stays; a task that is so new that its event is still on the way has none yet.
    if (items.length === 0) await existing(user, context.req.param('id'))
    return context.json({ items })
  })

  app.get('/tasks/:id/occurrences', async (context) => {
    const task = await existing(userOf(context), context.req.param('id'))
    const now = Temporal.Now.instant().toString()
    return context.json({ items: await upcomingOccurrences(task, limits.seriesInstances, { now }) })
  })
}
