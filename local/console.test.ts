import { describe, expect, test } from 'vitest'
import { lineConsole } from './console.ts'

function tell(color: boolean): string[] {
  const lines: string[] = []
  const console = lineConsole((line) => lines.push(line), { color, now: () => new Date('2026-01-01T12:00:00.5Z') })
  console.note('hello')
  console.wake('app', 85.4)
  console.handled('app', 'task.created', 'done', 3.21)
  console.handled('app', 'GET /', '500', 30)
  console.retry('app', 'task.created', 1500, 'answered 500')
  console.deadLetter('app', 'task.created', 'dead', 'answered DROP')
  console.sleep('app', 'idle for 60 s')
  console.problem('app', 'crashed')
  console.said('app', 'so', false)
  return lines
}

describe('the console', () => {
  test('has one readable line for each thing', () => {
    const app = `12:00:00.500  ${'app'.padEnd(32)}  `
    expect(tell(false)).toEqual([
      'hello',
      `${app}wakes in 85 ms`,
      `${app}task.created  done in 3.2 ms`,
      `${app}GET /  500 in 30 ms`,
      `${app}task.created  again in 1.5 s: answered 500`,
      `${app}task.created  dead letter to dead: answered DROP`,
      `${app}sleeps (idle for 60 s)`,
      `${app}crashed`,
      `${app}so`,
    ])
  })

  test('has colours where they are asked for, and the same words', () => {
    const colored = tell(true)
    expect(colored.join()).toContain('\x1b[')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken away
    expect(colored.map((line) => line.replace(/\x1b\[\d+m/g, ''))).toEqual(tell(false))
  })
})
