import { render } from 'hono/jsx/dom'
import { App } from './components/app.tsx'
import { createKeep, shelf, tokenName } from './keep.ts'
import { notify } from './notify.ts'
import { createSession } from './session.ts'
import { createStore } from './store.ts'

const store = createStore()
const place = () => new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions()
const otherTabs = new BroadcastChannel('catnap')

const session = createSession({
  store,
  keep: createKeep({ shared: shelf(() => localStorage), own: shelf(() => sessionStorage) }),
  fetch: (path, init) => fetch(path, init),
  openSocket: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`),
  now: Date.now,
  // Not crypto.randomUUID, which is missing where the page is not served over HTTPS.
  newId: () => `${Date.now()}-${Math.random()}`,
  timeZone: () => place().timeZone,
  onReminder: notify,
  onSaid: () => otherTabs.postMessage('said'),
})

let hiddenSince = Date.now()
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') hiddenSince = Date.now()
  else session.seen({ hiddenMs: Date.now() - hiddenSince })
})
addEventListener('online', session.online)
addEventListener('pagehide', session.leaving)
addEventListener('storage', ({ key, newValue }) => {
  if (key === tokenName) session.tokenChanged(newValue)
})
otherTabs.addEventListener('message', session.saidElsewhere)

session.resume()
const root = document.getElementById('app')
if (!root) throw new Error('the page has no place for the app')
const clock = () => ({ now: Date.now(), timeZone: place().timeZone, hour12: place().hour12 ?? false })
render(<App store={store} session={session} clock={clock} />, root)
