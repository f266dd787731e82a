import { counted } from '../phrase/dates.ts'
import type { Heard, Intent } from '../turn.ts'
import { isIn, isOverdue } from '../understand/ranges.ts'

const GREETING =
  /^(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|greetings|morning|evening|hi there|hello there|hey there)(?:[\s,]+(?:there|catnap|again|everyone|all))?[\s!.,?]*(?:how are you(?: doing)?(?: today)?)?[\s!.?]*$/iu
const HOW_ARE_YOU =
  /^(?:how are you|how(?:'|’)?s it going|how do you do|what(?:'|’)?s up|sup|you there|are you there)\b[^a-z]*(?:today|doing)?[\s!.?]*$/iu
const THANKS =
  /^(?:(?:ok|okay|great|perfect|cool|nice|wonderful|awesome)[\s,!.]*)?(?:thanks|thank you|thx|ty|cheers|much appreciated)(?:[\s,]+(?:so much|a lot|very much|catnap|you|again|for .+|a million|that(?:'|’)?s (?:great|perfect|all)))*[\s!.]*$/iu
const PRAISE =
  /^(?:ok|okay|great|perfect|cool|nice|good|awesome|excellent|wonderful|brilliant|got it|fine|alright|sounds good|well done|good job|good bot|lovely|super|yay|👍|🎉|❤️)(?:[\s,]+(?:job|work|one|then))?[\s!.]*$/iu
const BYE =
  /^(?:bye|goodbye|bye bye|see you(?: later| soon| tomorrow)?|good ?night|later|ciao|that(?:'|’)?s all(?: for (?:now|today))?)[\s!.]*$/iu
const YES_NO = /^(?:yes|yep|yeah|no|nope|nah|sure|y|n|never ?mind|nvm|nothing|cancel|stop)[\s!.]*$/iu

/** Words that are no wish: greetings, thanks, a yes to no question. */
export const smallTalk: Intent = {
  name: 'small-talk',
  read(heard) {
    const text = heard.message.trim()
    if (GREETING.test(text) || HOW_ARE_YOU.test(text)) return { reply: `Hello! ${dayAhead(heard)}` }
    if (THANKS.test(text)) return { reply: "You're welcome." }
    if (BYE.test(text)) return { reply: 'See you! I keep your list.' }
    if (PRAISE.test(text)) return { reply: 'Good. What else is to do?' }
    if (YES_NO.test(text)) return { reply: 'All right, nothing was changed.' }
    return null
  },
}

function dayAhead({ open, clock }: Heard): string {
  const today = open.filter(({ dueAt, allDay }) =>
    isIn({ from: clock.today, to: clock.today, name: '' }, dueAt, clock.zone, allDay),
  )
  const overdue = open.filter((task) => isOverdue(task, clock) && !today.includes(task))
  if (open.length === 0) return 'What do you have to do? For example: “remind me to call mum tomorrow at 5pm”.'
  const parts = [today.length > 0 ? `${counted(today.length, 'task')} due today` : 'nothing due today']
  if (overdue.length > 0) parts.push(`${overdue.length} overdue`)
  return `You have ${parts.join(' and ')}, ${counted(open.length, 'open task')} in all.`
}
