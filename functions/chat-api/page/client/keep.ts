import * as v from 'valibot'
import type { Entry } from './conversation.ts'
import { Message } from './schemas.ts'

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const Unsent = v.pipe(v.string(), v.parseJson(), v.array(Message))
const names = { token: 'catnap.token', name: 'catnap.name', draft: 'catnap.draft', unsent: 'catnap.unsent' } as const

/** What outlives this page: who is signed in (in every tab), and what was typed but not sent (in this one). */
export function createKeep({ shared, own }: { shared: Shelf; own: Shelf }) {
  const text = (shelf: Shelf, name: string) => ({
    get: () => shelf.getItem(name),
    set: (value: string | null) => (value ? shelf.setItem(name, value) : shelf.removeItem(name)),
  })
  const unsent = text(own, names.unsent)
  return {
    token: text(shared, names.token),
    name: text(shared, names.name),
    draft: text(own, names.draft),
    unsent: {
      get(): Entry[] {
        const kept = v.safeParse(Unsent, unsent.get())
        const problem = 'The page was left before it was sent.'
        return kept.success ? kept.output.map((message) => ({ ...message, local: 'failed', problem })) : []
      },
      set: (entries: readonly Entry[]) => unsent.set(entries.length > 0 ? JSON.stringify(entries) : null),
    },
  }
}

export type Keep = ReturnType<typeof createKeep>

/** The name under which other tabs hear of a change of the token. */
export const tokenName = names.token

/** A browser's storage; in memory where the browser refuses it (private windows, blocked cookies). */
export function shelf(open: () => Storage): Shelf {
  try {
    return open()
  } catch {
    const values = new Map<string, string>()
    return {
      getItem: (name) => values.get(name) ?? null,
      setItem: (name, value) => void values.set(name, value),
      removeItem: (name) => void values.delete(name),
    }
  }
}
