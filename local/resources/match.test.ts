import { describe, expect, test } from 'vitest'
import { compileMatch } from './match.ts'

const event = { type: 'task.created', data: { n: 6, done: false, tags: 'a' }, subject: 'say "hi"' }

describe('a routing rule', () => {
  test.each([
    ['event.type == "task.created"', true],
    ["event.type == 'task.created'", true],
    ['event.type == "a" || event.type == "task.created" || event.type == "b"', true],
    ['event.type == "a" || event.type == "b"', false],
    ['event.type == "task.created" && event.data.n > 5', true],
    ['event.data.n >= 6 && event.data.n <= 6 && !(event.data.n < 6)', true],
    ['event.data.n == 6.0', true],
    ['event.data.done == false', true],
    ['event.data.done', false],
    ['event.subject == "say \\"hi\\""', true],
    ['event.data.n == "6"', false],
    ['event.missing == "x" || event.data.n == 6', true],
    ['event.data.n == 6 || event.missing == "x"', true],
    ['event.missing == "x" && event.data.n == 5', false],
    ['event.type == "x" || event.type == "y" && event.data.n == 6', false],
    ['(event.type == "x" || event.data.n == 6) && true', true],
  ])('%s: %s', (rule, expected) => expect(compileMatch(rule)(event)).toBe(expected))
})

describe('a rule that does not fit the event is an error', () => {
  test.each([
    ['event.missing != "x"', 'no such key: missing'],
    ['event.constructor != "x"', 'no such key: constructor'],
    ['event.data.n.deeper == 1', 'no such key: deeper'],
    ['event.data.n > "5"', 'no such overload'],
    ['event.missing == "x" || event.data.n == 5', 'no such key: missing'],
    ['event.data.n', 'no such overload'],
    ['!event.type', 'no such overload'],
  ])('%s', (rule, message) => {
    const matches = compileMatch(rule)
    expect(() => matches(event)).toThrow(message)
  })
})

describe('what it does not know it says', () => {
  test.each([
    ['event.type = "x"', 'does not know ='],
    ['event.type.startsWith("x")', 'does not know startsWith'],
    ['size(event.data) > 1', 'does not know size'],
    ['event.type ==', 'ends too early'],
    ['event.type == "a" event.type', 'does not know event'],
    ['(event.type == "a"', 'ends too early'],
    ['event', 'does not know event'],
    ['', 'ends too early'],
  ])('%s', (rule, message) => expect(() => compileMatch(rule)).toThrow(message))
})
