/** A compiled routing rule: whether it matches the CloudEvent it is given. Throws a {@link MatchError}. */
export type Match = (event: Record<string, unknown>) => boolean

/** The rule asks for what the event does not have, or compares what cannot be compared. */
export class MatchError extends Error {
  override readonly name = 'MatchError'
}

type Expression = (event: Record<string, unknown>) => unknown

const TOKEN =
  /\s*(?:(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>&&|\|\||==|!=|<=|>=|[<>!().]))/y

/**
 * Compiles the part of CEL that routing rules use: `event.<path>` compared by == != < <= > >= with texts, numbers, true
 * and false, joined by && || ! and parentheses. Throws an Error that says what it does not know. What it knows means what
 * it means to daprd: https://github.com/google/cel-spec/blob/master/doc/langdef.md
 */
export function compileMatch(source: string): Match {
  const tokens = tokenize(source)
  let position = 0
  const peek = () => tokens[position]
  const take = (token: string) => peek() === token && Boolean(++position)
  const fail = (): never => {
    const found = peek()
    throw new Error(
      found === undefined ? `the rule ends too early: ${source}` : `does not know ${found} here: ${source}`,
    )
  }

  const operand = (): Expression => {
    const token = peek()
    if (token === undefined) return fail()
    position++
    if (/^["']/.test(token)) {
      const text = token.slice(1, -1).replace(/\\(.)/g, '$1')
      return () => text
    }
    if (/^-?\d/.test(token)) return () => Number(token)
    if (token === 'true' || token === 'false') return () => token === 'true'
    if (token === 'event') {
      const path: string[] = []
      while (take('.')) path.push(tokens[position++] ?? fail())
      if (path.length > 0 && path.every((part) => /^[A-Za-z_]\w*$/.test(part)) && peek() !== '(') return field(path)
    }
    position--
    return fail()
  }
  const comparison = (): Expression => {
    if (take('!')) {
      const inner = comparison()
      return (event) => !truth(inner(event))
    }
    if (take('(')) {
      const inner = either()
      if (!take(')')) fail()
      return inner
    }
    const left = operand()
    const compare = comparators[peek() ?? '']
    if (!compare) return left
    position++
    const right = operand()
    return (event) => compare(left(event), right(event))
  }
  const both = (): Expression => {
    const parts = [comparison()]
    while (take('&&')) parts.push(comparison())
    return parts.length === 1 && parts[0] ? parts[0] : (event) => decide(parts, event, false)
  }
  const either = (): Expression => {
    const parts = [both()]
    while (take('||')) parts.push(both())
    return parts.length === 1 && parts[0] ? parts[0] : (event) => decide(parts, event, true)
  }

  const root = either()
  if (position < tokens.length) fail()
  return (event) => truth(root(event))
}

const comparators: Record<string, (a: unknown, b: unknown) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => order(a, b, (x, y) => x < y),
  '<=': (a, b) => order(a, b, (x, y) => x <= y),
  '>': (a, b) => order(a, b, (x, y) => x > y),
  '>=': (a, b) => order(a, b, (x, y) => x >= y),
}

/** Numbers compare with numbers and texts with texts. */
function order(a: unknown, b: unknown, compare: (x: number | string, y: number | string) => boolean): boolean {
  if (typeof a === 'number' && typeof b === 'number') return compare(a, b)
  if (typeof a === 'string' && typeof b === 'string') return compare(a, b)
  throw new MatchError('no such overload')
}

/** CEL has no truthiness: what is neither true nor false is an error. */
function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new MatchError('no such overload')
}

/** The first part that is `deciding` decides, whatever error stands beside it. */
function decide(parts: Expression[], event: Record<string, unknown>, deciding: boolean): boolean {
  let failure: unknown
  for (const part of parts) {
    try {
      if (truth(part(event)) === deciding) return deciding
    } catch (error) {
      failure ??= error
    }
  }
  if (failure !== undefined) throw failure
  return !deciding
}

function field(path: string[]): Expression {
  return (event) =>
    path.reduce<unknown>((value, name) => {
      if (typeof value === 'object' && value !== null && Object.hasOwn(value, name)) return Object(value)[name]
      throw new MatchError(`no such key: ${name}`)
    }, event)
}

function tokenize(source: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  let end = 0
  for (let found = TOKEN.exec(source); found; found = TOKEN.exec(source)) {
    tokens.push(found[0].trim())
    end = TOKEN.lastIndex
  }
  const rest = source.slice(end).trim()
  if (rest) throw new Error(`does not know ${rest.slice(0, 20)} here: ${source}`)
  return tokens
}
