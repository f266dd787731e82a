import { numbered, quoted, taskLine } from '../phrase/lists.ts'
import type { Intent } from '../turn.ts'
import { mayHoldDate } from '../understand/dates.ts'
import { byDue, withWords } from '../understand/filters.ts'
import { unquoted } from '../understand/titles.ts'

const ABOUT =
  /^(?:(?:show|list|find|search(?: for)?|look(?: up| for)?|get|give)(?: me)?|do i have|have i got|is there|are there|what do i have|any(?:thing)?|what(?:'|’)?s)\s+(?:(?:any|all|my|the|every)\s*)*(?:thing|things|tasks?|something|anything|everything|to-?dos?|items?|stuff)?\s*(?:on my list\s+)?(?:that (?:is|are|has|have|mentions?|contains?|say)|mentioning|containing|about|regarding|concerning|related to|to do with|with|like|matching)\s+(.+?)[\s?.!]*$/iu
const SEARCH =
  /^(?:find|search(?:\s+for)?|look(?:\s+up|\s+for)|where(?:\s+is|(?:'|’)s))\s+(?:me\s+)?(?:(?:the|my|any|a|an|all)\s+)*(?:tasks?\s+)?(.+?)(?:\s+tasks?)?[\s?.!]*$/iu

/** "find anything about printers", "search for paper". */
export const search: Intent = {
  name: 'search',
  read(heard) {
    const about = ABOUT.exec(heard.text)?.[1]
    const said = about ?? SEARCH.exec(heard.text)?.[1]
    if (!said) return null
    const words = unquoted(said) ?? said.replace(/^(?:the|my|a|an)\s+/iu, '')
    const open = byDue(withWords(heard.open, words))
    const found = [...open, ...byDue(withWords(heard.done, words))]
    if (found.length === 0) {
      // "find a plumber tomorrow" is something to do.
      if (!about && mayHoldDate(said)) return null
      return { reply: `I found nothing about ${quoted(words)}.`, mentioned: [], listed: [] }
    }
    const ids = found.map(({ id }) => id)
    return {
      reply: `${found.length === 1 ? 'I found one' : `I found ${found.length}`}:\n${numbered(found.map((task) => taskLine(task, heard.clock)))}`,
      mentioned: ids,
      listed: ids,
    }
  },
}
