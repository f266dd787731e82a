import { afterAll, beforeAll, describe, test, vi } from 'vitest'
import { guard, guarded } from './cases/guarded.ts'
import { parts } from './cases/parts.ts'
import { open, resourcesOf } from './resources.ts'
import type { Driver, Part, World } from './world.ts'

// Most cases wait for something most of their time.
vi.setConfig({ maxConcurrency: 12 })

/** Runs every case on worlds of `driver`. */
export function conformance(name: string, driver: Driver): void {
  describe(name, () => {
    describe('an open configuration', () => {
      const run = inWorld(() => driver(resourcesOf(parts), open))
      describe.concurrent('side by side', () => {
        for (const part of parts.filter(({ alone }) => !alone)) run(part)
      })
      for (const part of parts.filter(({ alone }) => alone)) run(part)
    })
    describe('a configuration that denies', () => {
      inWorld(() => driver(resourcesOf([guarded]), guard))(guarded)
    })
  })
}

/** Starts a world for the suite that surrounds the call; gives what runs a part of the cases in it. */
function inWorld(start: () => Promise<World>): (part: Part) => void {
  let world: World
  beforeAll(async () => {
    world = await start()
  })
  afterAll(() => world?.stop())
  return ({ name, cases }) => {
    describe(name, () => {
      for (const one of cases) test(one.name, () => one.run(world))
    })
  }
}
