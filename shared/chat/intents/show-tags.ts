import { counted } from '../phrase/dates.ts'
import type { Intent } from '../turn.ts'

const TAGS =
  /^(?:(?:what|which)\s+(?:tags|labels)\s+(?:do\s+i\s+have|are\s+there|have\s+i(?:\s+got)?|exist|can\s+i\s+use)|(?:show|list)(?:\s+me)?\s+(?:all\s+)?(?:the\s+|my\s+)?(?:tags|labels)|(?:my\s+)?tags)[\s?.!]*$/iu

/** "what tags do I have?" */
export const showTags: Intent = {
  name: 'show-tags',
  read({ text, open }) {
    if (!TAGS.test(text)) return null
    const tags = [...new Set(open.flatMap((task) => task.tags))].sort()
    if (tags.length === 0) return { reply: 'No open task has a tag. To add one: “tag milk with shopping”.' }
    const lines = tags.map(
      (tag) => `• #${tag} – ${counted(open.filter((task) => task.tags.includes(tag)).length, 'task')}`,
    )
    return { reply: `Your tags:\n${lines.join('\n')}` }
  },
}
