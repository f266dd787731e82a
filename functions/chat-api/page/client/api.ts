import * as v from 'valibot'
import { ChatAnswer, ChatPage, Problem, Task, TaskPage, Token } from './schemas.ts'

/** A request that did not succeed; the message is for the person. Status 0: there was no answer at all. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Long enough for functions that have to wake up first. */
const answerLimitMs = 30_000

interface Options {
  fetch: (path: string, init: RequestInit) => Promise<Response>
  token: () => string | null
  /** The token that was just used is not, or no longer, taken. */
  onUnauthorized: (token: string | null) => void
}

interface Call<Schema> {
  method?: 'GET' | 'POST' | 'DELETE'
  body?: unknown
  schema: Schema
  keepalive?: boolean
}

/** Catnap's HTTP API as the page needs it; every answer is checked before it is believed. */
export function createApi({ fetch, token, onUnauthorized }: Options) {
  async function call<Schema extends v.GenericSchema>(
    path: string,
    { method = 'GET', body, schema, keepalive = false }: Call<Schema>,
  ): Promise<v.InferOutput<Schema>> {
    const used = token()
    const response = await fetch(path, {
      method,
      keepalive,
      headers: {
        ...(used !== null && { authorization: `Bearer ${used}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerLimitMs),
    }).catch((error: unknown) => {
      throw new ApiFault(0, `Catnap cannot be reached (${error instanceof Error ? error.message : error}).`)
    })
    if (response.status === 401) onUnauthorized(used)
    if (!response.ok) throw new ApiFault(response.status, await reasonOf(response))
    const content = response.status === 204 ? undefined : await response.json().catch(() => undefined)
    const checked = v.safeParse(schema, content)
    if (!checked.success) throw new ApiFault(response.status, 'Catnap’s answer was not understood; reload the page.')
    return checked.output
  }

  return {
    signIn: (name: string) => call('/sign-in', { method: 'POST', body: { name }, schema: Token }),
    latest: () => call('/chat', { schema: ChatPage }),
    earlier: (conversationId: string, before: string) =>
      call(`/chat/${encodeURIComponent(conversationId)}?${new URLSearchParams({ before })}`, { schema: ChatPage }),
    say: (turn: { message: string; timeZone: string; conversationId?: string }) =>
      call('/chat', { method: 'POST', body: turn, schema: ChatAnswer }),
    tasks: (query: Record<string, string>) => call(`/tasks?${new URLSearchParams(query)}`, { schema: TaskPage }),
    complete: (id: string) => call(`/tasks/${encodeURIComponent(id)}/complete`, { method: 'POST', schema: Task }),
    reopen: (id: string) => call(`/tasks/${encodeURIComponent(id)}/reopen`, { method: 'POST', schema: Task }),
    /** Also when the page is being left (`keepalive`). */
    remove: (id: string) =>
      call(`/tasks/${encodeURIComponent(id)}`, { method: 'DELETE', keepalive: true, schema: v.unknown() }),
  }
}

export type Api = ReturnType<typeof createApi>

async function reasonOf(response: Response): Promise<string> {
  // A proxy on the way may answer in HTML; then the status has to do.
  const problem = v.safeParse(Problem, await response.json().catch(() => null))
  const reason = problem.success ? (problem.output.detail ?? problem.output.title) : undefined
  return reason ?? `Catnap answered with ${response.status}.`
}
