import { once } from 'node:events'
import { WebSocket } from 'ws'
import { eventually } from './eventually.ts'

export interface TestScreen {
  /** What came, with the moment at which it came. */
  updates: Record<string, unknown>[]
  /** The first update that fits. */
  saw(what: string, fits: (update: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  close(): void
}

/** A page's live connection: says hello and collects what it is told. */
export async function openScreen(url: string, token: string, since?: string): Promise<TestScreen> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`)
  const updates: Record<string, unknown>[] = []
  socket.on('message', (data) => updates.push({ ...JSON.parse(String(data)), atMs: Date.now() }))
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', token, ...(since && { since }) }))
  const saw: TestScreen['saw'] = (what, fits) => eventually(what, async () => updates.find(fits))
  await saw('ready', ({ type }) => type === 'ready')
  return { updates, saw, close: () => socket.close() }
}
