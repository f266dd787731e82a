import type { IncomingHttpHeaders } from 'node:http'
import type pg from 'pg'
import * as v from 'valibot'
import { Failure } from './failure.ts'
import type { Logins } from './logins.ts'
import { parameterText } from './parameters.ts'
import { resultBody, runStatement, type Shape } from './result.ts'

const Statement = v.object({
  query: v.string(),
  params: v.optional(v.array(v.unknown()), []),
  arrayMode: v.optional(v.boolean()),
})
type Statement = v.InferOutput<typeof Statement>

const Body = v.union([Statement, v.object({ queries: v.array(Statement) })])

const isolationLevels: Record<string, string> = {
  ReadUncommitted: 'read uncommitted',
  ReadCommitted: 'read committed',
  RepeatableRead: 'repeatable read',
  Serializable: 'serializable',
}

/** Answers `POST /sql`: one statement, or several as one transaction. Rejects with a {@link Failure}. */
export async function answerSql(
  logins: Logins,
  headers: IncomingHttpHeaders,
  text: string,
  gone: AbortSignal,
): Promise<unknown> {
  const on = (name: string) => headers[name] === 'true'
  const connectionString = headers['neon-connection-string']
  if (typeof connectionString !== 'string') throw new Failure(400, 'missing connection string')
  const body = parse(text)
  const begin = beginning(headers)
  const run = async (client: pg.ClientBase, { query, params, arrayMode }: Statement) => {
    const shape: Shape = { rawText: on('neon-raw-text-output'), arrayMode: arrayMode ?? on('neon-array-mode') }
    return resultBody(await runStatement(client, query, params.map(parameterText)), shape)
  }
  return logins.with(connectionString, gone, async (client) => {
    if (!('queries' in body)) return run(client, body)
    await client.query(begin)
    try {
      const results = []
      for (const statement of body.queries) results.push(await run(client, statement))
      await client.query('commit')
      return { results }
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    }
  })
}

function parse(text: string): v.InferOutput<typeof Body> {
  try {
    return v.parse(Body, JSON.parse(text, wellFormed))
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    throw new Failure(400, `could not parse the HTTP request body: ${reason}`)
  }
}

/** Half a surrogate pair, which JSON can say, is no text to the proxy's parser. */
function wellFormed(_: string, value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('lone surrogate in hex escape')
  return value
}

function beginning(headers: IncomingHttpHeaders): string {
  const named = headers['neon-batch-isolation-level']
  const level = typeof named === 'string' ? isolationLevels[named] : ''
  if (level === undefined) throw new Failure(400, 'invalid isolation level')
  return [
    'begin',
    level && `isolation level ${level}`,
    headers['neon-batch-read-only'] === 'true' && 'read only',
    headers['neon-batch-deferrable'] === 'true' && 'deferrable',
  ]
    .filter(Boolean)
    .join(' ')
}
