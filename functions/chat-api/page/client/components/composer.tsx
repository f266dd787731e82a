import type { FC } from 'hono/jsx'
import { useLayoutEffect, useRef } from 'hono/jsx/dom'
import { SendIcon } from './icons.tsx'

/** What is typed and not sent yet; outlives a reload and a new sign-in. */
export interface Draft {
  get(): string | null
  set(text: string | null): void
}

interface Props {
  draft: Draft
  say: (text: string) => void
}

const boxId = 'message'

export const Composer: FC<Props> = ({ draft, say }) => {
  const box = useRef<HTMLTextAreaElement>(null)
  // The box keeps its own text: setting it with every key would disturb those who type with an input method.
  useLayoutEffect(() => {
    if (box.current) box.current.value = draft.get() ?? ''
  }, [])

  const send = () => {
    const { current } = box
    const text = current?.value.trim()
    if (current && text) {
      say(text)
      current.value = ''
      draft.set(null)
    }
    current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }
  const onSubmit = (event: Event) => {
    event.preventDefault()
    send()
  }

  return (
    <form class="composer" onSubmit={onSubmit}>
      <label class="unseen" for={boxId}>
        Message to Catnap
      </label>
      <textarea
        id={boxId}
        ref={box}
        rows={1}
        placeholder="What do you have to do?"
        enterkeyhint="send"
        maxlength={4000}
        onInput={() => draft.set(box.current?.value ?? null)}
        onKeyDown={onKeyDown}
      ></textarea>
      <button type="submit" class="send" aria-label="Send the message">
        <SendIcon />
      </button>
    </form>
  )
}

/** Puts a text into the box, to be changed and sent. */
export function typeIntoBox(text: string, draft: Draft): void {
  const box = document.getElementById(boxId)
  if (!(box instanceof HTMLTextAreaElement)) return
  box.value = text
  draft.set(text)
  box.focus()
}
