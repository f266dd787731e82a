import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryShelf, problem, task, testPage } from './fixtures/server.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Lets everything end that waits for an answer only. */
const settled = () => vi.advanceTimersByTimeAsync(0)

async function signedIn(shelves?: Parameters<typeof testPage>[0]) {
  const page = testPage(shelves)
  await page.session.signIn('Ann')
  await settled()
  page.socket().happen('open')
  page.socket().tell({ type: 'ready', cursor: '1' })
  await settled()
  return page
}

const milk = task({ title: 'buy milk' })
const answerOf = (reply: string, ...actions: unknown[]) => ({ conversationId: 'c', reply, actions })

describe('signing in', () => {
  test('reads chat and tasks and goes live with the token', async () => {
    const page = await signedIn()
    expect(page.store.get()).toMatchObject({ session: { signedIn: true, name: 'Ann' }, live: 'live', chatRead: 'yes' })
    expect(page.socket().sent).toEqual([{ type: 'hello', token: 'ann-token' }])
    expect(new Set(page.requests.map(({ token }) => token))).toEqual(new Set([undefined, 'ann-token']))
  })

  test('is remembered by the next page', async () => {
    const shared = memoryShelf()
    await signedIn({ shared })
    const next = testPage({ shared })
    next.session.resume()
    await settled()
    expect(next.store.get().session).toMatchObject({ signedIn: true, name: 'Ann' })
  })

  test('that fails says why', async () => {
    const page = testPage()
    page.answer('POST /sign-in', problem(404, 'There is no such address here.'))
    await expect(page.session.signIn('Ann')).rejects.toMatchObject({ status: 404 })
    expect(page.store.get().session.signedIn).toBe(false)
  })

  test('is asked for again when the token is refused, and what was typed is kept', async () => {
    const shelves = { shared: memoryShelf(), own: memoryShelf() }
    const page = await signedIn(shelves)
    page.answer('POST /chat', problem(401, 'The token has expired.'))
    await page.session.chat.say('add milk')
    expect(page.store.get().session).toEqual({ signedIn: false, name: 'Ann', expired: true })
    await page.session.signIn('Ann')
    await settled()
    expect(page.texts()).toEqual(['add milk'])
    expect(page.store.get().conversation.entries[0]).toMatchObject({ local: 'failed' })
  })

  test('is asked for again when the live connection is refused', async () => {
    const page = await signedIn()
    page.socket().happen('close', { code: 4401 })
    expect(page.store.get().session).toMatchObject({ signedIn: false, expired: true })
  })

  test('and out again forgets everything of that person', async () => {
    const shelves = { shared: memoryShelf(), own: memoryShelf() }
    const page = await signedIn(shelves)
    page.answer('POST /chat', new Error('offline'))
    await page.session.chat.say('secret')
    page.session.signOut()
    const next = testPage(shelves)
    next.session.resume()
    expect(next.store.get().session.signedIn).toBe(false)
    await next.session.signIn('Bob')
    await settled()
    expect(next.texts()).toEqual([])
  })

  test('or out in another tab is followed', async () => {
    const page = await signedIn()
    page.session.tokenChanged(null)
    expect(page.store.get().session.signedIn).toBe(false)
    page.session.tokenChanged('other')
    expect(page.store.get().session.signedIn).toBe(true)
  })
})

describe('saying something', () => {
  test('shows it at once, then the answer below it, and what it changed', async () => {
    const page = await signedIn()
    page.answer('POST /chat', answerOf('Added “buy milk”.', { type: 'task.created', task: milk }))
    const sent = page.session.chat.say('add buy milk')
    expect(page.store.get().conversation.entries).toMatchObject([{ text: 'add buy milk', local: 'sending' }])
    await sent
    expect(page.texts()).toEqual(['add buy milk', 'Added “buy milk”.'])
    expect(page.titles()).toEqual(['buy milk'])
    expect(page.requests.at(-1)).toMatchObject({
      body: { message: 'add buy milk', timeZone: 'Europe/London', conversationId: 'c' },
    })
  })

  test('that is not sent says so, loses nothing, and can be tried again', async () => {
    const page = await signedIn()
    page.answer('POST /chat', new Error('offline'), answerOf('Added.'))
    await page.session.chat.say('add milk')
    const [entry] = page.store.get().conversation.entries
    expect(entry).toMatchObject({ local: 'failed', problem: expect.stringContaining('cannot be reached') })
    await page.session.chat.retry(String(entry?.id))
    expect(page.texts()).toEqual(['add milk', 'Added.'])
  })

  test('whose answer was lost on the way is not said twice', async () => {
    const page = await signedIn()
    page.answer('POST /chat', new Error('connection reset'))
    await page.session.chat.say('add milk')
    const stored = { id: 's1', at: '2026-03-02T10:00:01Z', from: 'user', kind: 'message', text: 'add milk' }
    page.answer('GET /chat', { conversationId: 'c', items: [stored], previousCursor: null })
    await page.session.chat.retry(String(page.store.get().conversation.entries[0]?.id))
    expect(page.store.get().conversation.entries).toEqual([stored])
    expect(page.requests.filter(({ method, path }) => method === 'POST' && path === '/chat')).toHaveLength(1)
  })

  test('can be given up', async () => {
    const page = await signedIn()
    page.answer('POST /chat', new Error('offline'))
    await page.session.chat.say('never mind')
    page.session.chat.forget(String(page.store.get().conversation.entries[0]?.id))
    expect(page.texts()).toEqual([])
  })

  test('earlier messages are read page by page', async () => {
    const page = testPage()
    const line = (id: string) => ({ id, at: '2026-03-01T10:00:00Z', from: 'user', kind: 'message', text: id })
    page.answer('GET /chat', { conversationId: 'c', items: [line('3')], previousCursor: '2' })
    await page.session.signIn('Ann')
    await settled()
    page.answer('GET /chat/c', new Error('offline'), { items: [line('1'), line('2')], previousCursor: null })
    await page.session.chat.readEarlier()
    await page.session.chat.readEarlier()
    await page.session.chat.readEarlier()
    expect(page.texts()).toEqual(['1', '2', '3'])
  })
})

describe('the live connection', () => {
  test('brings changes, and an older one never overwrites a newer', async () => {
    const page = await signedIn()
    const at = (version: number, title: string) => ({
      type: 'task.changed',
      task: task({ version, title }),
      cursor: String(version),
    })
    page.socket().tell(at(3, 'new'))
    page.socket().tell(at(2, 'old'))
    expect(page.titles()).toEqual(['new'])
    page.socket().tell({ type: 'task.deleted', id: task().id, version: 4, cursor: '9' })
    page.socket().tell(at(3, 'new'))
    expect(page.titles()).toEqual([])
  })

  test('brings reminders, once', async () => {
    const page = await signedIn()
    const message = { id: 'r', at: '2026-03-02T10:00:00Z', from: 'catnap', kind: 'reminder', text: 'tea – now' }
    page.socket().tell({ type: 'message', message })
    page.socket().tell({ type: 'message', message })
    expect(page.texts()).toEqual(['tea – now'])
    expect(page.reminders[0]).toEqual(message)
  })

  test('comes back after it was lost, and asks for what it missed', async () => {
    const page = await signedIn()
    page.socket().tell({ type: 'task.changed', task: milk, cursor: '7' })
    page.socket().happen('close', { code: 1006 })
    expect(page.store.get().live).toBe('reconnecting')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(page.sockets.length).toBeGreaterThan(1)
    page.socket().happen('open')
    expect(page.socket().sent).toEqual([{ type: 'hello', token: 'ann-token', since: '7' }])
  })

  test('is tried at once when the page is seen again or the network is back', async () => {
    const page = await signedIn()
    page.socket().happen('close', { code: 1006 })
    page.session.seen({ hiddenMs: 1_000 })
    expect(page.sockets).toHaveLength(2)
    page.session.online()
    page.session.seen({ hiddenMs: 100_000 })
    expect(page.sockets).toHaveLength(4)
  })

  test('ignores what it does not understand', async () => {
    const page = await signedIn()
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    page.socket().tell({ type: 'something new' })
    page.socket().happen('message', { data: 'no JSON' })
    expect(warn).toHaveBeenCalledTimes(2)
    expect(page.store.get().live).toBe('live')
  })
})

describe('the tasks', () => {
  test('are completed and, on second thoughts, opened again', async () => {
    const page = await signedIn()
    page.socket().tell({ type: 'task.changed', task: milk, cursor: '2' })
    const done = task({ ...milk, status: 'done', version: 2 })
    page.answer(`POST /tasks/${milk.id}/complete`, done)
    page.answer(`POST /tasks/${milk.id}/reopen`, task({ ...milk, version: 3 }))
    await page.session.tasks.complete(milk)
    const { notice } = page.store.get()
    expect(notice).toMatchObject({ text: 'Completed “buy milk”.', undo: { how: 'reopen' } })
    if (notice) page.session.tasks.undo(notice)
    await settled()
    expect(page.store.get().tasks.byId.get(milk.id)).toMatchObject({ status: 'open', version: 3 })
  })

  test('are deleted only when the offer to undo it has passed', async () => {
    const page = await signedIn()
    page.socket().tell({ type: 'task.changed', task: milk, cursor: '2' })
    page.answer(`DELETE /tasks/${milk.id}`, new Response(null, { status: 204 }))
    page.session.tasks.remove(milk)
    expect(page.store.get().hidden.has(milk.id)).toBe(true)
    const { notice } = page.store.get()
    if (notice) page.session.tasks.undo(notice)
    expect(page.store.get().hidden.has(milk.id)).toBe(false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(page.requests.some(({ method }) => method === 'DELETE')).toBe(false)

    page.session.tasks.remove(milk)
    page.session.leaving()
    await settled()
    expect(page.requests.at(-1)?.method).toBe('DELETE')
    expect(page.titles()).toEqual([])
  })

  test('that are gone already are taken off the list, with a word', async () => {
    const page = await signedIn()
    page.socket().tell({ type: 'task.changed', task: milk, cursor: '2' })
    await page.session.tasks.complete(milk)
    expect(page.store.get().notice?.text).toContain('deleted meanwhile')
    expect(page.titles()).toEqual([])
  })

  test('that cannot be changed stay, with a word why', async () => {
    const page = await signedIn()
    page.socket().tell({ type: 'task.changed', task: milk, cursor: '2' })
    page.answer(`POST /tasks/${milk.id}/complete`, problem(503, 'Try again shortly.'))
    await page.session.tasks.complete(milk)
    expect(page.store.get().notice?.text).toBe('Could not complete “buy milk”. Try again shortly.')
    expect(page.titles()).toEqual(['buy milk'])
  })

  test('are found as one types, and only the last query counts', async () => {
    const page = await signedIn()
    page.answer('GET /tasks', { items: [milk], nextCursor: null })
    page.session.tasks.search('m')
    page.session.tasks.search('milk')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(page.requests.filter(({ path }) => path.includes('q='))).toMatchObject([
      { path: expect.stringContaining('q=milk') },
    ])
    expect(page.store.get().search).toEqual({ query: 'milk', found: [milk.id], failed: false })
    page.answer('GET /tasks', new Error('offline'))
    page.session.tasks.search('tea')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(page.store.get().search.failed).toBe(true)
    page.session.tasks.search('')
    expect(page.store.get().search.found).toBeNull()
  })

  test('beyond the first hundred are asked for, and those done of late too', async () => {
    const page = testPage()
    page.answer('GET /tasks', { items: [milk], nextCursor: 'next' })
    await page.session.signIn('Ann')
    await settled()
    page.answer('GET /tasks', { items: [task({ id: 'b', title: 'bread' })], nextCursor: null })
    await page.session.tasks.readMore()
    page.answer('GET /tasks', { items: [task({ id: 'd', title: 'done', status: 'done' })], nextCursor: null })
    await page.session.tasks.readDone()
    expect(page.titles()).toEqual(['buy milk', 'bread', 'done'])
  })

  test('that went while the page was away are gone after it has read them anew', async () => {
    const page = await signedIn()
    page.socket().tell({ type: 'task.changed', task: milk, cursor: '2' })
    await page.session.tasks.read()
    expect(page.titles()).toEqual([])
  })
})

test('an answer of another shape is not believed', async () => {
  const page = await signedIn()
  page.answer('POST /chat', { nonsense: true })
  await page.session.chat.say('hello')
  expect(page.store.get().conversation.entries[0]).toMatchObject({ problem: expect.stringContaining('not understood') })
})
