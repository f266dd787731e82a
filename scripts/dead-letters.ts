import { lazyDatabase } from '../shared/database/capability.ts'
import { type DeadLetter, deadLetters } from '../shared/dead-letters/dead-letters.ts'
import { daprOf, fail } from './platform.ts'

const usage = `usage: npm run dead-letters                     lists the events that no subscriber could handle
       npm run dead-letters -- show ID          shows one whole
       npm run dead-letters -- replay ID|all    publishes them again on the topic they came from
       npm run dead-letters -- discard ID       forgets one`

try {
  await main(process.argv.slice(2))
} catch (error) {
  fail(error)
}

async function main([command = 'list', id]: string[]): Promise<void> {
  const dapr = await daprOf('event-failed-to-dead-letters')
  const box = deadLetters(lazyDatabase(dapr))
  const letters = await box.list()

  const chosen = (): DeadLetter[] => {
    const found = id === 'all' ? letters : letters.filter((letter) => letter.id === id)
    if (found.length === 0) throw new Error(id ? `no dead letter has the id ${id}` : usage)
    return found
  }

  if (command === 'list') {
    if (letters.length === 0) console.log('no dead letters')
    for (const { at, id, topic, type, reason } of letters) console.log(`${at}  ${id}  ${topic}  ${type}\n    ${reason}`)
  } else if (command === 'show') {
    for (const letter of chosen()) console.log(JSON.stringify(letter, null, 2))
  } else if (command === 'replay') {
    for (const letter of chosen()) {
      const { topic, id, user, event } = letter
      if (!topic) throw new Error(`${id} does not say which topic it came from; it can only be shown or discarded`)
      await dapr.publish(topic, event, { partitionKey: user })
      // It may have failed and been kept again by now: that one stays.
      await box.remove(letter)
      console.log(`published ${id} on ${topic} again`)
    }
  } else if (command === 'discard') {
    for (const letter of chosen()) {
      await box.remove(letter)
      console.log(`forgot ${letter.id}`)
    }
  } else {
    throw new Error(usage)
  }
}
