import * as v from 'valibot'
import { RuleError } from '../tasks/rule-error.ts'
import { isBigint } from './bigint.ts'
import { type Order, type Sort, sortKey } from './sort-keys.ts'

/** The place after which a page begins: the last task's sort key and id. */
export interface Place {
  key: string
  id: string
}

const Text = v.pipe(
  v.string(),
  v.maxLength(1_000),
  v.check((text) => text.isWellFormed() && !text.includes('\0')),
)
const Bigint = v.pipe(v.string(), v.check(isBigint))

/** A cursor names its sort and order, so that it cannot be used with another one. */
export function encodeCursor(sort: Sort, order: Order, { key, id }: Place): string {
  return Buffer.from(JSON.stringify({ sort, order, key, id })).toString('base64url')
}

/** Throws a RuleError on `cursor` for anything that {@link encodeCursor} did not make for this sort and order. */
export function decodeCursor(sort: Sort, order: Order, cursor: string): Place {
  const key = sortKey(sort, order).type === 'bigint' ? Bigint : Text
  const Cursor = v.strictObject({ sort: v.literal(sort), order: v.literal(order), key, id: Text })
  const parsed = v.safeParse(Cursor, parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) return parsed.output
  throw new RuleError({
    field: 'cursor',
    rule: 'must be the nextCursor of the same query; leave it out to start from the beginning',
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
