import type { FC } from 'hono/jsx'
import { useEffect, useRef, useState } from 'hono/jsx/dom'
import { ApiFault } from '../api.ts'
import { CatMark } from './icons.tsx'

interface Props {
  expired: boolean
  /** Who was signed in last. */
  name: string
  signIn: (name: string) => Promise<void>
  signInWithToken: (token: string) => void
}

export const SignIn: FC<Props> = ({ expired, name, signIn, signInWithToken }) => {
  const [byToken, setByToken] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [byToken])

  const submit = async (event: Event) => {
    event.preventDefault()
    const typed = field.current?.value.trim() ?? ''
    if (!typed) return setProblem(byToken ? 'Paste a token first.' : 'Type a name first.')
    if (byToken) return signInWithToken(typed)
    setBusy(true)
    setProblem('')
    try {
      await signIn(typed)
    } catch (error) {
      // Only the platform for trying things out has a sign-in of its own.
      if (error instanceof ApiFault && error.status === 404) setByToken(true)
      else setProblem(error instanceof Error ? error.message : String(error))
    }
    setBusy(false)
  }

  return (
    <main class="doorway">
      <CatMark />
      <h1>Catnap</h1>
      <p>Tell it what you have to do, in your own words. It keeps your tasks, repeats them and reminds you on time.</p>
      {expired ? (
        <p class="hint" key="expired">
          Please sign in again. What you typed is kept.
        </p>
      ) : null}
      <form class="doorway-form" onSubmit={submit} key={byToken ? 'token' : 'name'}>
        {byToken ? <p class="hint">There is no sign-in by name here. Paste an access token instead.</p> : null}
        <label for="who">{byToken ? 'Access token' : 'What is your name?'}</label>
        <input
          id="who"
          ref={field}
          type={byToken ? 'password' : 'text'}
          value={byToken ? '' : name}
          autocomplete={byToken ? 'off' : 'nickname'}
          autocapitalize={byToken ? 'off' : 'words'}
          spellcheck={false}
          aria-describedby="problem"
        />
        <p class="problem" id="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="main" aria-disabled={busy ? 'true' : 'false'}>
          {busy ? 'Opening…' : 'Start'}
        </button>
      </form>
    </main>
  )
}
