import type { Context } from 'hono'
import type * as v from 'valibot'
import { problems } from '../../../shared/function/problem.ts'
import { parseOrThrow } from '../../../shared/tasks/parse.ts'

/** Far above any task or message: 1,000 characters of description in any script fit. */
export const bodyLimitBytes = 64 * 1024

/**
 * The request's JSON body, checked by a schema. Throws a problem for a body that is too large, not JSON, or breaks the
 * schema; reads no more than the limit.
 */
export async function readJson<Schema extends v.GenericSchema>(
  context: Context,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const text = await readLimited(context.req.raw)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw problems.malformed(text === '' ? 'The body is empty; send JSON.' : `The body is not JSON: ${reason}.`)
  }
  return parseOrThrow(schema, body)
}

async function readLimited({ body, headers }: Request): Promise<string> {
  if (Number(headers.get('content-length') ?? 0) > bodyLimitBytes) throw problems.tooLarge(bodyLimitBytes)
  if (!body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > bodyLimitBytes) throw problems.tooLarge(bodyLimitBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
