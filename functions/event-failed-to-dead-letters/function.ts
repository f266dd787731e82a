import { deadLetterBox } from '../../shared/dead-letters/capability.ts'
import { deadLetterFrom } from '../../shared/dead-letters/from-message.ts'
import { deadLetterTopic } from '../../shared/events/define.ts'
import { rawEventFunction } from '../../shared/function/define.ts'

export default rawEventFunction({
  name: 'event-failed-to-dead-letters',
  topic: deadLetterTopic,
  uses: { deadLetters: deadLetterBox('read-write') },

  async handle(message, { deadLetters }) {
    await deadLetters.keep(deadLetterFrom(message))
  },
})
