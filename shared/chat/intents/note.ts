import { act } from '../act.ts'
import type { Intent } from '../turn.ts'
import { unquoted } from '../understand/titles.ts'

const ADD = [
  /^(?:add|attach|put|write|make|leave)\s+(?:a\s+|the\s+|this\s+)?(?:note|comment|description)\s+(?:to|on|for|about|in)\s+(?<task>.+?)\s*(?::|,?\s+saying(?:\s+that)?|\s+-|\s+that)\s*(?<note>\S.*)$/iu,
  /^(?:add|attach|put|write)\s+(?:a\s+|the\s+|this\s+)?(?:note|comment|description)\s*:?\s*(?<note>["“].+["”])\s+(?:to|on|for)\s+(?<task>.+)$/iu,
  /^(?:note|comment|description)\s+(?:for|on|about|to)\s+(?!self\b)(?<task>.+?)\s*(?::|\s+-|\s+that)\s*(?<note>\S.*)$/iu,
]
const SET = [
  /^(?:set|change|update)\s+(?:the\s+)?(?:note|notes|description)\s+(?:of|for|on)\s+(?<task>.+?)\s+(?:to|:)\s*(?<note>\S.*)$/iu,
  /^describe\s+(?<task>.+?)\s+as\s+(?<note>\S.*)$/iu,
]
const CLEAR =
  /^(?:remove|clear|delete|drop|erase)\s+(?:the\s+)?(?:note|notes|description|comment)s?\s+(?:from|of|on|for)\s+(?<task>.+)$/iu

/** "add a note to the dentist: bring the x-rays". */
export const note: Intent = {
  name: 'note',
  read(heard) {
    const { text } = heard
    const cleared = CLEAR.exec(text)?.groups?.task
    if (cleared)
      return act(heard, cleared, {
        verb: 'clear the note of',
        among: heard.open,
        does: ({ id }) => [{ type: 'update', id, patch: { description: '' } }],
      })
    for (const [patterns, replaces] of [
      [ADD, false],
      [SET, true],
    ] as const) {
      for (const pattern of patterns) {
        const { task, note } = pattern.exec(text)?.groups ?? {}
        if (!task || !note) continue
        const said = unquoted(note) ?? note.trim()
        return act(heard, task, {
          verb: 'note that on',
          among: heard.open,
          does: ({ id, description }) => [
            { type: 'update', id, patch: { description: replaces || !description ? said : `${description}\n${said}` } },
          ],
        })
      }
    }
    return null
  },
}
