import { expect, test } from 'vitest'
import { jsonLog } from './log.ts'
import { withTrace } from './trace.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

function written(write: (log: ReturnType<typeof jsonLog>) => void) {
  const lines: string[] = []
  write(jsonLog('test', (line) => lines.push(line)))
  expect(lines.join('')).toMatch(/^[^\n]+\n$/)
  return JSON.parse(lines.join(''))
}

test('a line is one JSON object with the moment, the function and what it says', () => {
  const line = written((log) => log.info('a\nb', { count: 1, missing: undefined }))
  expect(line).toEqual({ time: expect.any(String), level: 'info', function: 'test', message: 'a\nb', count: 1 })
})

test('a line carries the trace of what is being handled', () => {
  const line = written((log) => withTrace(`00-${traceId}-00f067aa0ba902b7-01`, () => log.error('events deferred')))
  expect(line).toMatchObject({ level: 'error', message: 'events deferred', traceId })
})
