import type { Task } from '../../shared/tasks/task.ts'

export interface Answer {
  status: number
  headers: Headers
  /** As parsed: tests look into answers of every shape. */
  body: ReturnType<typeof JSON.parse>
}

/** A user's requests, as any client would make them. */
export interface Client {
  token: string
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  chat(
    message: string,
    timeZone?: string,
  ): Promise<{ conversationId: string; reply: string; actions: { type: string; task: Task }[] }>
  tasks(query?: string): Promise<Task[]>
}

/** Signs in at the front door. */
export async function signIn(url: string, name: string): Promise<Client> {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    token?: string,
  ) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
  }
  const { status, body } = await send('POST', '/sign-in', { name })
  if (status !== 200) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`)
  const token: string = body.token
  const client: Client = {
    token,
    send: (method, path, body, headers) => send(method, path, body, headers, token),
    async chat(message, timeZone = 'Europe/London') {
      const { status, body } = await client.send('POST', '/chat', { message, timeZone })
      if (status !== 200) throw new Error(`chat: ${status} ${JSON.stringify(body)}`)
      return body
    },
    async tasks(query = '') {
      const { status, body } = await client.send('GET', `/tasks?limit=100${query}`)
      if (status !== 200) throw new Error(`tasks: ${status} ${JSON.stringify(body)}`)
      return body.items
    },
  }
  return client
}
