import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command } from './command.ts'
import { applyCommand } from './commands.ts'
import { RuleError } from './rule-error.ts'
import type { NewTask, SettableField, Task, TaskPatchInput } from './task.ts'

const id = '0197f0a0-0000-7000-8000-000000000001'
const now = '2026-03-10T10:00:00Z'
const settable: SettableField[] = [
  'title',
  'description',
  'priority',
  'tags',
  'dueAt',
  'allDay',
  'timeZone',
  'remindBefore',
  'recurrence',
]

const fields = {
  title: fc.constantFrom('Water the plants', 'पौधों को पानी', '買い物'),
  description: fc.string({ maxLength: 20 }),
  priority: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
  tags: fc.subarray(['home', 'work', 'garden']),
  dueAt: fc.oneof(
    fc.constant(null),
    fc
      .date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  ),
  allDay: fc.boolean(),
  timeZone: fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'),
  remindBefore: fc.subarray([1440, 60, 0]),
  recurrence: fc.constantFrom(
    null,
    { rule: 'FREQ=DAILY' },
    { rule: 'FREQ=MONTHLY;BYDAY=-1FR', anchor: 'completion' as const },
    { rule: 'FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0' },
  ),
}

const anyNewTask: fc.Arbitrary<NewTask> = fc.record(fields, { requiredKeys: ['title'] })
const anyPatch: fc.Arbitrary<TaskPatchInput> = fc.record(fields, { requiredKeys: [] })
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  anyPatch.map((patch) => ({ type: 'update' as const, id, patch })),
  fc
    .constantFrom('complete' as const, 'reopen' as const, 'delete' as const, 'restore' as const)
    .map((type) => ({ type, id })),
)

/** What a command does; undefined when it breaks a rule. */
async function tried(current: Task | undefined, command: Command) {
  try {
    return await applyCommand(current, command, { now, newId: () => id })
  } catch (error) {
    if (error instanceof RuleError) return undefined
    throw error
  }
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

const pick = (task: Task) => Object.fromEntries(settable.map((field) => [field, task[field]]))

describe('any command', () => {
  test('leaves its input as it is, counts the version up by one and names what differs', async () => {
    await fc.assert(
      fc.asyncProperty(anyNewTask, fc.array(anyCommand, { maxLength: 6 }), async (newTask, commands) => {
        let current = (await tried(undefined, { type: 'create', id, task: frozen(newTask) }))?.task
        fc.pre(current !== undefined)
        for (const command of commands) {
          const before: Task | undefined = frozen(current)
          const change = await tried(before, frozen(command))
          if (!change || !before) continue
          expect(change.task.version).toBe(before.version + 1)
          if (change.type !== 'created') {
            const differing = Object.keys(before).filter(
              (key) => JSON.stringify(before[key as keyof Task]) !== JSON.stringify(change.task[key as keyof Task]),
            )
            expect([...change.changed].sort()).toEqual(
              differing.filter((key) => key !== 'version' && key !== 'updatedAt').sort(),
            )
          }
          current = change.task
        }
      }),
    )
  })

  test('followed by its inverse gives back what a person sets', async () => {
    await fc.assert(
      fc.asyncProperty(anyNewTask, anyPatch, async (newTask, patch) => {
        const before = (await tried(undefined, { type: 'create', id, task: newTask }))?.task
        fc.pre(before !== undefined)
        const change = await tried(before, { type: 'update', id, patch })
        fc.pre(change !== undefined && change !== null)
        // The due date goes with what it is meant in, even where the change happened to leave its instant as it was.
        const moves = change.changed.some((field) => ['allDay', 'timeZone', 'recurrence'].includes(field))
        const inverse = Object.fromEntries(
          settable
            .filter((field) => change.changed.includes(field) || (moves && field === 'dueAt'))
            .map((field) => [field, before[field]]),
        )
        const back = await applyCommand(change.task, { type: 'update', id, patch: inverse }, { now, newId: () => id })
        expect(pick(back?.task ?? change.task)).toEqual(pick(before))
      }),
    )
  })
})
