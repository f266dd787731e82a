import type { Client } from '../support/catnap.ts'

export interface Reminder {
  taskId: string
  /** When it was written. */
  at: string
}

/** Every reminder in a user's chat, page by page. */
export async function remindersOf(client: Client): Promise<Reminder[]> {
  const found: Reminder[] = []
  for (let before: string | null = ''; before !== null; ) {
    const { status, body } = await client.send('GET', `/chat?limit=100${before && `&before=${before}`}`)
    if (status !== 200) throw new Error(`chat: ${status} ${JSON.stringify(body)}`)
    found.push(...body.items.filter(({ kind }: { kind: string }) => kind === 'reminder'))
    before = body.previousCursor
  }
  return found
}
