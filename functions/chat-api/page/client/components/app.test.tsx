import { expect, test } from 'vitest'
import { task, testPage } from '../fixtures/server.ts'
import { App } from './app.tsx'

const clock = () => ({ now: Date.parse('2026-03-02T10:00:00Z'), timeZone: 'Europe/London', hour12: false })

function html({ store, session }: ReturnType<typeof testPage>): string {
  return String(<App store={store} session={session} clock={clock} />)
}

async function signedIn() {
  const page = testPage()
  await page.session.signIn('Ann')
  await Promise.resolve()
  return page
}

test('someone who has not signed in is asked for a name', () => {
  expect(html(testPage())).toContain('What is your name?')
})

test('someone whose token has expired is told so', async () => {
  const page = await signedIn()
  page.store.dispatch({ type: 'signed out', expired: true })
  expect(html(page)).toMatch(/sign in again|expired/i)
})

test('the chat is a log that screen readers follow, and its box has a name', async () => {
  const page = await signedIn()
  page.store.dispatch({ type: 'saying', message: { id: '1', at: '2026-03-02T10:00:00Z', text: 'add <b>milk</b>' } })
  page.store.dispatch({ type: 'not sent', id: '1', problem: 'Catnap cannot be reached.' })
  const page1 = html(page)
  expect(page1).toMatch(/role="log"/)
  expect(page1).toMatch(/<label[^>]*for="message"|aria-label="[^"]*[Mm]essage/)
  expect(page1).toContain('&lt;b&gt;milk&lt;/b&gt;')
  expect(page1).toContain('Catnap cannot be reached.')
})

test('tasks stand under headings with buttons that say what they do', async () => {
  const page = await signedIn()
  const stretch = task({
    title: 'stretch',
    dueAt: '2026-03-02T15:00:00Z',
    priority: 'high',
    tags: ['health'],
    remindBefore: [10],
    recurrence: { rule: 'FREQ=DAILY', anchor: 'due' },
  })
  page.store.dispatch({ type: 'tasks changed', tasks: [stretch] })
  const shown = html(page)
  for (const words of ['Today', 'today 15:00', 'high', '#health', 'every day', 'Complete “stretch”'])
    expect(shown).toContain(words)
})

test('a reminder stands out, and its task can be completed from it', async () => {
  const page = await signedIn()
  page.store.dispatch({ type: 'tasks changed', tasks: [task({ title: 'tea' })] })
  const message = {
    id: 'r',
    at: '2026-03-02T10:00:00Z',
    from: 'catnap' as const,
    kind: 'reminder' as const,
    text: 'tea – now',
    taskId: task().id,
  }
  page.store.dispatch({ type: 'received', message })
  page.store.dispatch({
    type: 'notice',
    notice: { text: 'Completed “tea”.', undo: { taskId: task().id, how: 'reopen' } },
  })
  const shown = html(page)
  expect(shown).toContain('data-kind="reminder"')
  expect(shown).toContain('tea – now')
  expect(shown).toContain('Undo')
})

test('what is searched for is shown in place of the headings', async () => {
  const page = await signedIn()
  page.store.dispatch({ type: 'searching', query: 'tea' })
  page.store.dispatch({ type: 'found', query: 'tea', tasks: [] })
  expect(html(page)).toMatch(/no|nothing/i)
  page.store.dispatch({ type: 'found', query: 'tea', tasks: [task({ title: 'green tea' })] })
  expect(html(page)).toContain('green tea')
})
