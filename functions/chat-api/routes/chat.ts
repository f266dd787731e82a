import type { Hono } from 'hono/tiny'
import * as v from 'valibot'
import { conversationIdOf } from '../../../shared/conversation/store.ts'
import { problems } from '../../../shared/function/problem.ts'
import { parseOrThrow } from '../../../shared/tasks/parse.ts'
import { TimeZone } from '../../../shared/tasks/task.ts'
import { readJson } from '../http/input.ts'
import { userOf } from '../http/signed-in.ts'
import { type ChatTools, takeTurn } from '../turn.ts'

export const ChatRequest = v.strictObject({
  message: v.pipe(
    v.string('must be text'),
    v.check((text) => text.trim() !== '', 'must not be empty'),
    v.maxLength(4_000, 'must be at most 4000 characters'),
  ),
  timeZone: TimeZone,
  conversationId: v.optional(v.string('must be the id of your conversation')),
})

const PageQuery = v.strictObject({
  before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'must be a previousCursor'), v.transform(Number))),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, 'must be a number from 1 to 100'),
      v.transform(Number),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(100, 'must be at most 100'),
    ),
    '50',
  ),
})

/** The routes under `/chat`. Each user has one conversation; its id need not be known to start. */
export function chatRoutes(app: Hono, tools: ChatTools): void {
  const own = (user: string, id: string) => {
    if (id !== conversationIdOf(user)) throw problems.notFound('such conversation')
  }

  app.post('/chat', async (context) => {
    const user = userOf(context)
    const { message, timeZone, conversationId } = await readJson(context, ChatRequest)
    if (conversationId !== undefined) own(user, conversationId)
    return context.json(await takeTurn(tools, { user, message, timeZone }))
  })

  const page = async (user: string, url: string) => {
    const query = parseOrThrow(PageQuery, Object.fromEntries(new URL(url).searchParams))
    return { conversationId: conversationIdOf(user), ...(await tools.conversations.page(user, query)) }
  }

  app.get('/chat', async (context) => context.json(await page(userOf(context), context.req.url)))

  app.get('/chat/:conversationId', async (context) => {
    own(userOf(context), context.req.param('conversationId'))
    return context.json(await page(userOf(context), context.req.url))
  })
}
