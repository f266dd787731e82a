import { setTimeout as pause } from 'node:timers/promises'
import type { Task } from '../../shared/tasks/task.ts'
import type { Catnap, Client } from '../support/catnap.ts'
import { again, createAndComplete } from '../support/repeated-tasks.ts'

export interface Person {
  client: Client
  /** Ids of the repeated tasks that are completed. */
  completed: string[]
  /** Tasks with a reminder a few seconds after they were made. */
  reminded: Task[]
}

export interface PeopleAtWork {
  people: readonly Person[]
  /** Resolves when each has ended what they are at. */
  rest(): Promise<void>
}

const pauseMs = 300

/** People who keep making tasks that repeat, completing them, and asking to be reminded soon, whatever fails around them. */
export async function peopleAtWork(catnap: Catnap, names: readonly string[]): Promise<PeopleAtWork> {
  const people = await Promise.all(
    names.map(async (name): Promise<Person> => ({ client: await catnap.signIn(name), completed: [], reminded: [] })),
  )
  let resting = false
  const work = Promise.all(
    people.map(async ({ client, completed, reminded }) => {
      for (let number = 0; !resting; number++) {
        completed.push(await createAndComplete(client, number))
        reminded.push(await createReminded(client, number))
        await pause(pauseMs)
      }
    }),
  )
  // Told by `rest`.
  work.catch(() => undefined)
  return {
    people,
    async rest() {
      resting = true
      await work
    },
  }
}

/** Creates a task with a reminder at its time, two to five seconds from now. */
export async function createReminded(client: Client, number: number): Promise<Task> {
  const dueAt = Temporal.Now.instant()
    .add({ milliseconds: 2_000 + ((number * 617) % 3_000) })
    .toString()
  const body = { title: `reminder ${number}`, dueAt, remindBefore: [0] }
  return again(() => client.send('POST', '/tasks', body, { 'idempotency-key': `reminder-${number}` }), 201)
}
