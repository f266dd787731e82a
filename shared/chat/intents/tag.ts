import { act } from '../act.ts'
import type { Answer, Heard, Intent } from '../turn.ts'
import { tagList } from '../understand/tags.ts'

const ADD = [
  /^(?:tag|label)\s+(?<task>.+?)\s+(?:with|as|under|to)\s+(?:the\s+)?(?:tags?\s+)?(?<tags>.+)$/iu,
  /^(?:tag|label)\s+(?<task>.+?)\s*[:]?\s+(?<tags>#.+)$/iu,
  /^(?:add|put|attach|give)\s+(?:the\s+)?(?:tags?|labels?)\s+(?<tags>.+?)\s+(?:to|on)\s+(?<task>.+)$/iu,
  /^(?:add|put|attach)\s+(?:a\s+)?(?<tags>[\p{L}\p{N}_-]+)\s+(?:tag|label)\s+(?:to|on)\s+(?<task>.+)$/iu,
  /^(?:add|put|attach)\s+(?<tags>#[^\s]+(?:(?:\s*,\s*|\s+and\s+|\s+)#[^\s]+)*)\s+(?:to|on)\s+(?<task>.+)$/iu,
  /^(?:give|add)\s+(?<task>.+?)\s+(?:the\s+)?(?:tags?|labels?)\s+(?<tags>.+)$/iu,
]
const REMOVE = [
  /^(?:untag|unlabel)\s+(?<tags>#?\S+(?:\s+and\s+\S+)*)\s+from\s+(?<task>.+)$/iu,
  /^(?:remove|delete|drop|take|strip)\s+(?:the\s+)?(?:tags?|labels?)\s+(?<tags>.+?)\s+(?:from|off|of)\s+(?<task>.+)$/iu,
  /^(?:remove|delete|drop|take|strip)\s+(?:the\s+)?(?<tags>[\p{L}\p{N}_-]+)\s+(?:tag|label)\s+(?:from|off|of)\s+(?<task>.+)$/iu,
  /^(?:remove|delete|drop|take|strip)\s+(?<tags>#[^\s]+(?:(?:\s*,\s*|\s+and\s+|\s+)#[^\s]+)*)\s+(?:from|off|of)\s+(?<task>.+)$/iu,
  /^(?:untag|unlabel)\s+(?<task>.+?)\s+(?:(?:as|with|from)\s+|(?=#))(?<tags>#?\S+)$/iu,
]
const CLEAR =
  /^(?:(?:remove|clear|delete|drop)\s+(?:all\s+)?(?:the\s+)?(?:tags|labels)\s+(?:from|of|on|off)\s+(?<task>.+)|(?:untag|unlabel)\s+(?<other>.+))$/iu

/** "tag write report with work and q4", "remove the tag work from it". */
export const tag: Intent = {
  name: 'tag',
  async read(heard) {
    return (
      (await change(ADD, heard, (tags, own) => [...new Set([...own, ...tags])])) ??
      (await change(REMOVE, heard, without)) ??
      clear(heard)
    )
  },
}

const without = (tags: string[], own: string[]) => own.filter((one) => !tags.includes(one))

function change(
  patterns: RegExp[],
  heard: Heard,
  to: (tags: string[], own: string[]) => string[],
): Promise<Answer> | null {
  for (const pattern of patterns) {
    const { task, tags } = inOrder(pattern.exec(heard.text)?.groups ?? {}, heard)
    const wanted = tagList(tags ?? '')
    if (!task || wanted.length === 0) continue
    return act(heard, task, {
      verb: 'tag',
      among: heard.open,
      does: ({ id, tags: own }) => [{ type: 'update', id, patch: { tags: to(wanted, own) } }],
    })
  }
  return null
}

/** "untag report from work" names them the other way round. */
function inOrder(
  { task, tags }: { task?: string; tags?: string },
  { tasks }: Heard,
): { task?: string | undefined; tags?: string | undefined } {
  const known = new Set(tasks.flatMap((one) => one.tags))
  const isTag = (text: string | undefined) => text !== undefined && tagList(text).some((one) => known.has(one))
  return isTag(task) && !isTag(tags) && patternOfUntag.test(tags ?? '') ? { task: tags, tags: task } : { task, tags }
}

const patternOfUntag = /^[^#]/u

function clear(heard: Heard): Promise<Answer> | null {
  const groups = CLEAR.exec(heard.text)?.groups
  const task = groups?.task ?? groups?.other
  return task
    ? act(heard, task, {
        verb: 'untag',
        among: heard.open,
        does: ({ id }) => [{ type: 'update', id, patch: { tags: [] } }],
      })
    : null
}
