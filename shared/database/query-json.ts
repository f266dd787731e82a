import * as v from 'valibot'
import { type Database, DatabaseError, type Parameter } from './database.ts'

/**
 * Runs a statement whose first row and column is a JSON text, and checks it. One JSON text a statement keeps results the
 * same over every driver, and a result of many rows cannot arrive cut off.
 */
export async function queryJson<Schema extends v.GenericSchema>(
  database: Database,
  schema: Schema,
  sql: string,
  parameters: readonly Parameter[] = [],
): Promise<v.InferOutput<Schema>> {
  const [[text] = []] = await database.query(sql, parameters)
  const parsed = v.safeParse(schema, typeof text === 'string' ? JSON.parse(text) : text)
  if (parsed.success) return parsed.output
  throw new DatabaseError(`the statement gave something else than expected: ${parsed.issues[0].message}`)
}

/** A JSON value that only we write, checked before it was written. */
export function asWritten<T>() {
  return v.custom<T>((value) => value !== undefined)
}
