import * as v from 'valibot'
import { parseOrThrow } from '../tasks/parse.ts'
import { RuleError, type Violation } from '../tasks/rule-error.ts'
import { Instant, Priority, Tags } from '../tasks/task.ts'
import { sorts } from './sort-keys.ts'

/** Limits of a query over HTTP. */
export const queryLimits = { textLength: 200, pageSize: 100, defaultPageSize: 50 } as const

const limitRule = `must be a whole number from 1 to ${queryLimits.pageSize}`

/** Which tasks, in what order: the parameters of `GET /tasks`, which are texts, all optional. */
export const TaskQuery = v.strictObject({
  status: v.optional(v.picklist(['open', 'done', 'all'], 'must be open, done or all'), 'open'),
  /** Words of title, tags and description; "quoted phrases", -without and `or` as in a web search. */
  q: v.optional(
    v.pipe(v.string(), v.maxLength(queryLimits.textLength, `must be at most ${queryLimits.textLength} characters`)),
  ),
  tag: v.optional(
    v.pipe(
      v.string(),
      v.transform((tag) => [tag]),
      Tags,
      v.transform(([tag = '']) => tag),
    ),
  ),
  priority: v.optional(Priority),
  /** Due at this moment or later. */
  dueAfter: v.optional(Instant),
  /** Due before this moment, so that a day is `dueAfter` its start and `dueBefore` its end. */
  dueBefore: v.optional(Instant),
  sort: v.optional(v.picklist(sorts, 'must be dueAt, priority, createdAt or title'), 'dueAt'),
  order: v.optional(v.picklist(['asc', 'desc'], 'must be asc or desc'), 'asc'),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, limitRule),
      v.transform(Number),
      v.minValue(1, limitRule),
      v.maxValue(queryLimits.pageSize, limitRule),
    ),
    String(queryLimits.defaultPageSize),
  ),
  cursor: v.optional(v.string()),
})
export type TaskQuery = v.InferOutput<typeof TaskQuery>

/**
 * Reads the query string of `GET /tasks`; an empty parameter is one left out. Throws a RuleError for a parameter that is
 * unknown, given twice or not as it must be.
 */
export function parseQuery(parameters: URLSearchParams): TaskQuery {
  const given = [...parameters].filter(([, value]) => value !== '')
  const [twice, ...others] = given.flatMap(([name], index): Violation[] =>
    given.findIndex(([other]) => other === name) < index ? [{ field: name, rule: 'must be given only once' }] : [],
  )
  if (twice) throw new RuleError(twice, ...others)
  try {
    return parseOrThrow(TaskQuery, Object.fromEntries(given))
  } catch (error) {
    throw error instanceof RuleError ? inParameters(error) : error
  }
}

/** A tag's rule is reported on the parameter, not on its place in a list. */
function inParameters({ violations: [first, ...others] }: RuleError): RuleError {
  const named = ({ field, rule }: Violation): Violation => ({ field: field.replace(/\.0$/, ''), rule })
  return new RuleError(named(first), ...others.map(named))
}
