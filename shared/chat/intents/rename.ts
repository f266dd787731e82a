import { act } from '../act.ts'
import type { Heard, Intent } from '../turn.ts'
import { hasMarkers, readDetails } from '../understand/details.ts'
import { match } from '../understand/match.ts'
import { plain } from '../understand/stems.ts'
import { unquoted } from '../understand/titles.ts'

const SURE = /^(?:rename|retitle|reword|rephrase)\s+(?:the\s+task\s+|task\s+)?(.+?\s+(?:to|as|into|->|→)\s+.+)$/iu
const TITLE_OF =
  /^(?:change|set|edit|update)\s+(?:the\s+)?(?:title|name|text|wording)\s+of\s+(.+?\s+(?:to|into)\s+.+)$/iu
const SHOULD = /^(.+?)\s+should\s+(?:be\s+called|be\s+named|be|say|read)\s+(.+)$/iu
const CALL = /^(?:call|name)\s+(it|that|this)\s+(.+?)(?:\s+instead)?$/iu
const RENAME_IT = /^rename\s+(?:it|that|this)?\s*(?:to|as)\s+(.+)$/iu
/** Only when what follows is nothing else that can change: "change buy milk to buy oat milk". */
const CHANGE = /^(?:change|edit|update|correct|fix|make)\s+(.+?\s+(?:to|into)\s+.+)$/iu
const JOINT = /\s+(?:to|as|into|->|→)\s+/giu

/** "rename buy mlik to buy milk". */
export const rename: Intent = {
  name: 'rename',
  async read(heard) {
    const { text } = heard
    const called = CALL.exec(text)
    if (called) return renamed(called[1] ?? 'it', called[2] ?? '', heard)
    const it = RENAME_IT.exec(text)?.[1]
    if (it) return renamed('it', it, heard)
    const both = (SURE.exec(text) ?? TITLE_OF.exec(text))?.[1]
    if (both) {
      const [from, to] = splitAt(both, heard)
      return renamed(from, to, heard)
    }
    const should = SHOULD.exec(text)
    const changed = should ? undefined : CHANGE.exec(text)?.[1]
    const [from, to] = should ? [should[1] ?? '', should[2] ?? ''] : changed ? splitAt(changed, heard) : ['', '']
    if (from === '' || to === '') return null
    const details = await readDetails(to, heard.clock)
    return (hasMarkers(details) && unquoted(to) === null) || /^(?:the\s+)?(?:priority|tags?|date|due)\b/iu.test(from)
      ? null
      : renamed(from, to, heard)
  },
}

/** Both titles may contain "to": the joint is where what comes before fits a task best. */
function splitAt(both: string, { tasks }: Heard): [string, string] {
  const splits = [...both.matchAll(JOINT)].map(({ index, 0: joint }): [string, string] => [
    both.slice(0, index),
    both.slice(index + joint.length),
  ])
  const exact = splits.find(([from]) => tasks.some(({ title }) => plain(title) === plain(unquoted(from) ?? from)))
  const fits = splits.find(([from]) => match(unquoted(from) ?? from, tasks).kind === 'one')
  return exact ?? fits ?? splits[0] ?? [both, '']
}

function renamed(from: string, to: string, heard: Heard) {
  const title = unquoted(to) ?? to.trim().replace(/(?<=[\p{L}\p{N}])\.$/u, '')
  return act(heard, from, {
    verb: 'rename',
    among: heard.open,
    does: ({ id }) => [{ type: 'update', id, patch: { title } }],
  })
}
