import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { applyCommand } from '../tasks/commands.ts'
import type { Task } from '../tasks/task.ts'
import { ConversationContext, emptyContext } from './context.ts'
import { Conversation, countingIds } from './corpus/conversation.ts'
import { interpret } from './interpret.ts'

const NOW = '2026-10-22T09:00:00Z'
const WORDS =
  'add|remind me to|remind me|complete|delete|move|rename|tag|done with|I’ve paid|show|list|what is|how many|when is|make|it|them|all|everything|the second one|2|to|and|,|;|milk|dentist|report|email|tasks|tomorrow|on friday|at 5|3pm|in 20 minutes|every day|every!|every other tuesday|until december|for 5 times|15 minutes before|!high|urgent|not|#work|#|work|“quoted title”|"|yes|no|both|undo|redo|push|back by|1 day|next month|the 31st|february 30|29/2|24:61|note:|!|?|🎂|שלום|مرحبا|午後|\u202e|\u0000|\n|'.split(
    '|',
  )

const spoken = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 9 }).map((words) => words.join(' '))
const anything = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.string({ unit: 'binary', maxLength: 60 }))
const message = fc.oneof({ weight: 3, arbitrary: spoken }, { weight: 1, arbitrary: anything })
const zone = fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC')

/** A conversation with tasks of all kinds. */
async function someTasks(timeZone = 'Europe/London'): Promise<Conversation> {
  const conversation = new Conversation({ now: NOW, timeZone })
  for (const said of [
    'add buy milk',
    'add dentist tomorrow at 3pm #health, remind me 1 hour before',
    'add write report !high #work',
    'email Anna every monday at 9am',
    'add email Bob friday',
    'add post the letter',
    'I’ve posted the letter',
  ]) {
    await conversation.say(said)
  }
  return conversation
}

const turnOf = (conversation: Conversation, said: string) => ({
  message: said,
  context: conversation.context,
  tasks: [...conversation.tasks.values()],
  now: conversation.now,
  timeZone: conversation.timeZone,
  newId: countingIds(),
})

describe('whatever is said', () => {
  test('it is answered, and what is not understood changes nothing', async () => {
    const conversation = await someTasks()
    await fc.assert(
      fc.asyncProperty(message, async (said) => {
        const { reply, commands, understood, context } = await interpret(turnOf(conversation, said))
        expect(reply).not.toBe('')
        expect(reply).toBe(reply.trim())
        expect(v.safeParse(ConversationContext, structuredClone(context)).success).toBe(true)
        if (!understood) expect(commands).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  test('only tasks that were given, or made in the same message, are named in commands', async () => {
    const conversation = await someTasks()
    const ids = new Set(conversation.tasks.keys())
    await fc.assert(
      fc.asyncProperty(message, async (said) => {
        const { commands } = await interpret(turnOf(conversation, said))
        const made = commands.flatMap((command) => (command.type === 'create' ? [command.id] : []))
        expect(commands.filter(({ id }) => !ids.has(id ?? '') && !made.includes(id))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  test('the same turn gives the same answer, and leaves its input alone', async () => {
    const conversation = await someTasks()
    const before = JSON.stringify(turnOf(conversation, ''))
    await fc.assert(
      fc.asyncProperty(message, async (said) => {
        const first = await interpret(turnOf(conversation, said))
        expect(await interpret(turnOf(conversation, said))).toEqual(first)
        expect(JSON.stringify(turnOf(conversation, ''))).toBe(before)
      }),
      { numRuns: 200 },
    )
  })

  test('the commands break no rule', async () => {
    await fc.assert(
      fc.asyncProperty(spoken, zone, async (said, timeZone) => {
        const conversation = await someTasks(timeZone)
        const { commands } = await interpret(turnOf(conversation, said))
        const tasks = new Map<string, Task>(conversation.tasks)
        for (const command of commands) {
          const change = await applyCommand(tasks.get(command.id ?? ''), command, { now: NOW, newId: countingIds() })
          if (change?.type === 'deleted') tasks.delete(change.task.id)
          else if (change) tasks.set(change.task.id, change.task)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('“undo” takes back what it did', async () => {
    const settings = ({ tasks }: Conversation) =>
      [...tasks.values()]
        .map(({ version, updatedAt, completedAt, seriesId, occurrence, ...task }) => task)
        .sort((one, other) => one.id.localeCompare(other.id))
    await fc.assert(
      fc.asyncProperty(spoken, async (said) => {
        const conversation = await someTasks()
        const before = settings(conversation)
        const steps = conversation.context.undo.length
        const { commands } = await conversation.say(said)
        if (commands.length === 0 || conversation.context.undo.length <= steps) return
        await conversation.say('undo')
        expect(settings(conversation)).toEqual(before)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a very long message', () => {
  test('is not read, and changes nothing', async () => {
    const said = `add ${'milk and '.repeat(10_000)}`
    const { commands, understood } = await interpret({ ...turnOf(await someTasks(), said), context: emptyContext })
    expect(commands).toEqual([])
    expect(understood).toBe(false)
  })
})

describe('a phrase said over and over', () => {
  test.each([
    '1 day ',
    'an hour and a half ',
    'every mon and ',
    'mon, ',
    'remind me 1 h before ',
    'is done ',
    '“a',
    '; ',
  ])('“%s” up to the longest message is answered', async (phrase) => {
    const conversation = await someTasks()
    for (const start of ['', 'add ', 'remind me ', 'push ']) {
      const said = (start + phrase.repeat(500)).slice(0, 1_400)
      expect((await interpret(turnOf(conversation, said))).reply).not.toBe('')
    }
  })
})

describe('the memory of a conversation', () => {
  test('stays small however long the conversation is', async () => {
    const conversation = new Conversation({ now: NOW, timeZone: 'UTC' })
    for (let count = 0; count < 60; count++) await conversation.say(`add task number ${count} #batch`)
    await conversation.say('list')
    await conversation.say('move everything to friday')
    expect(conversation.context.undo.length).toBeLessThanOrEqual(10)
    expect(conversation.context.listed.length).toBeLessThanOrEqual(50)
    expect(JSON.stringify(conversation.context).length).toBeLessThan(30_000)
  })

  test('survives being stored as JSON', async () => {
    const conversation = await someTasks()
    await conversation.say('delete everything')
    const stored = v.parse(ConversationContext, JSON.parse(JSON.stringify(conversation.context)))
    expect(stored).toEqual(conversation.context)
  })
})
