import * as v from 'valibot'
import { RuleError, type Violation } from './rule-error.ts'

/** Checks an input by a schema and gives what it makes of it; throws a RuleError naming every field that breaks a rule. */
export function parseOrThrow<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input)
  if (result.success) return result.output
  const [first, ...others] = result.issues
  throw new RuleError(violationOf(schema, first), ...others.map((issue) => violationOf(schema, issue)))
}

function violationOf(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): Violation {
  const path = issue.path?.map(({ key }) => String(key)) ?? []
  return { field: path.join('.'), rule: ruleOf(schema, issue, path) }
}

function ruleOf(schema: v.GenericSchema, issue: v.BaseIssue<unknown>, path: string[]): string {
  const isObject = issue.type === 'strict_object' || issue.type === 'object'
  if (isObject && issue.expected === 'never') {
    return `is not a known field; known are ${fieldsAt(schema, path.slice(0, -1)).join(', ')}`
  }
  // An absent key is reported on the object that lacks it: expected is the quoted name of the key.
  if (isObject && issue.expected?.startsWith('"')) return 'is required'
  if (isObject) return `must be an object with the fields ${fieldsAt(schema, path).join(', ')}`
  // Valibot's own sentence, for a schema without one.
  if (issue.message.startsWith('Invalid ')) return `must be ${issue.expected ?? 'valid'}`
  return issue.message
}

function fieldsAt(schema: v.GenericSchema, path: string[]): string[] {
  const inner = unwrap(schema)
  const entries = 'entries' in inner && isRecord(inner.entries) ? inner.entries : {}
  const [key, ...rest] = path
  if (key === undefined) return Object.keys(entries)
  const entry = entries[key]
  return isSchema(entry) ? fieldsAt(entry, rest) : []
}

/** What is inside of optional, nullable and the like. */
function unwrap(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema && isSchema(schema.wrapped) ? unwrap(schema.wrapped) : schema
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isSchema(value: unknown): value is v.GenericSchema {
  return isRecord(value) && value.kind === 'schema'
}
