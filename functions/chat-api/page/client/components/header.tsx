import type { FC } from 'hono/jsx'
import { useState } from 'hono/jsx/dom'
import { askToNotify, canAskToNotify } from '../notify.ts'
import type { LiveStatus } from '../store.ts'
import { BellIcon, CatMark } from './icons.tsx'

interface Props {
  name: string
  live: LiveStatus
  signOut: () => void
}

const said: Record<LiveStatus, string> = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…' }

export const Header: FC<Props> = ({ name, live, signOut }) => {
  const [mayAsk, setMayAsk] = useState(canAskToNotify())
  const ask = async () => {
    await askToNotify()
    setMayAsk(canAskToNotify())
  }
  return (
    <header class="header">
      <CatMark />
      <h1>Catnap</h1>
      <p class="live" role="status" data-live={live}>
        {said[live]}
      </p>
      <div class="header-end">
        {mayAsk ? (
          <button key="ask" type="button" class="quiet" onClick={ask}>
            <BellIcon />
            <span class="wide-only">Show reminders as notifications</span>
            <span class="narrow-only">Notify me</span>
          </button>
        ) : null}
        <button key="out" type="button" class="quiet" onClick={signOut}>
          Sign out{name ? <span class="wide-only"> {name}</span> : null}
        </button>
      </div>
    </header>
  )
}
