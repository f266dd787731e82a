const BEFORE = [
  /^(?:hey|hi|hello|yo|ok|okay|alright|right|well|so|now|and|also|then|oh|um|uh|great|cool|thanks|thank you|perfect|good)\s*(?:catnap)?\s*[,!.:]+\s*(?=\S)/iu,
  /^(?:hey|hi|hello|ok|okay)?\s*catnap\s*[,!.:]?\s+(?=\S)/iu,
  /^(?:ok|okay|also|please|pls|plz|kindly)\s+(?=\S)/iu,
  /^(?:can|could|would|will)\s+you\s+(?:please\s+|just\s+|also\s+|maybe\s+)*(?=\S)/iu,
  /^(?:i\s+(?:want|need)\s+you|i(?:['’]d|\s+would)\s+like\s+you)\s+to\s+(?=\S)/iu,
  /^(?:just|quickly|go\s+ahead\s+and|let['’]?s)\s+(?=(?:add|mark|delete|remove|move|complete|rename|tag|list|show|make|set|push|snooze)\b)/iu,
  /^(?:actually|oops|wait|sorry|no|hmm|oh)[\s,.!-]+(?=(?:no,?\s+)?(?:i\s+did|i\s+have|i['’]ve|delete|remove|cancel|rename|call it|add|complete|mark|tag|untag|reopen|undo|don['’]?t)\b)/iu,
]
const AFTER = /[\s,]+(?:please|pls|plz|thanks|thank you|thx|cheers)\s*[.!]*$/iu

/** The message without the words that only make it polite. */
export function withoutPoliteness(message: string): string {
  let text = message.trim()
  // "Could you remind me …?" asks for nothing but the deed.
  if (/^(?:(?:hey|hi|hello|ok)?[\s,]*(?:catnap)?[\s,]*)(?:please\s+)?(?:can|could|would|will)\s+you\b/iu.test(text))
    text = text.replace(/\s*\?+$/, '')
  let before = ''
  while (text !== before) {
    before = text
    for (const pattern of BEFORE) text = text.replace(pattern, '')
    text = text.replace(AFTER, '').trim() || text
  }
  return text
}
