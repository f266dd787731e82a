import type { FC } from 'hono/jsx'
import { useRef } from 'hono/jsx/dom'
import { SearchIcon } from './icons.tsx'

export const SearchBox: FC<{ search: (typed: string) => void }> = ({ search }) => {
  const box = useRef<HTMLInputElement>(null)
  const onInput = () => search(box.current?.value ?? '')
  const onSubmit = (event: Event) => {
    event.preventDefault()
    onInput()
  }
  return (
    <search>
      <form class="search" onSubmit={onSubmit}>
        <label class="unseen" for="search">
          Search the tasks
        </label>
        <SearchIcon />
        <input id="search" ref={box} type="search" placeholder="Search" autocomplete="off" onInput={onInput} />
      </form>
    </search>
  )
}
