import type { Intent } from '../turn.ts'

/** What can be said, by example. */
export const abilities = [
  'add a task: “call the dentist tomorrow at 3pm !high #health”',
  'remind you: “remind me to stretch in 20 minutes”',
  'repeat: “water the plants every 3 days”, “pay rent on the 1st of every month”',
  'tick off: “done with milk”, “I’ve paid the rent”',
  'change: “move dentist to friday at 11”, “make it 4pm”, “rename …”, “tag … with work”',
  'show: “what’s due today?”, “show my work tasks”, “find …”',
  'delete and take back: “delete milk”, “undo”',
]

const HELP =
  /^(?:help|\?+|help me|\/help|commands?|(?:i need (?:some )?)?help(?: me)?(?: please)?|what can (?:you|i) (?:do|say|ask)(?: for me| here)?|what do you do|how (?:do(?:es)?|can) (?:i|this|it|you) (?:use (?:this|you|it)|work)|what are you(?: able to do)?|who are you|how to use.*|what are my options|show (?:me )?(?:the )?(?:help|commands)|usage|instructions|examples)[\s!.?]*$/iu

export const help: Intent = {
  name: 'help',
  read: ({ text }) =>
    HELP.test(text)
      ? {
          reply: `I keep your tasks and remind you in time. I can:\n${abilities.map((line) => `• ${line}`).join('\n')}`,
        }
      : null,
}
