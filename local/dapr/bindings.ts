import type { Answer, Api } from './call.ts'
import { asObject, asTexts, json, parseBody } from './call.ts'
import { faults } from './errors.ts'
import type { PostgresBinding } from './postgres-binding.ts'

/** https://docs.dapr.io/reference/api/bindings_api/ for output bindings. */
export function bindingsApi(bindings: (app: string) => Map<string, PostgresBinding>): Api {
  return async (call) => {
    const [name, ...rest] = call.path
    if (!name || rest.length > 0 || (call.method !== 'POST' && call.method !== 'PUT')) throw faults.noRoute()
    const { operation, metadata } = asObject(parseBody(call), 'http.OutputBindingRequest')
    const texts = asTexts(metadata, 'OutputBindingRequest.metadata')
    const binding = bindings(call.app).get(name)
    if (!binding) throw faults.noBinding(name)
    try {
      return await invoke(binding, String(operation ?? ''), texts)
    } catch (error) {
      throw faults.binding(name, error instanceof Error ? error.message : String(error))
    }
  }
}

async function invoke(
  binding: PostgresBinding,
  operation: string,
  { sql, params }: Record<string, string>,
): Promise<Answer> {
  if (operation !== 'exec' && operation !== 'query') {
    throw new Error(`binding does not support operation ${operation}. supported operations:query exec close`)
  }
  if (!sql) throw new Error('required metadata not set: sql')
  const started = new Date()
  const parameters: unknown = params ? JSON.parse(params) : []
  if (!Array.isArray(parameters)) throw new Error('invalid metadata params: must be a JSON array')

  const rows = operation === 'query' ? await binding.query(sql, parameters) : undefined
  const affected = operation === 'exec' ? await binding.exec(sql, parameters) : undefined
  const ended = new Date()
  const headers = {
    'metadata.operation': operation,
    'metadata.sql': headerText(sql),
    'metadata.start-time': started.toISOString(),
    'metadata.end-time': ended.toISOString(),
    'metadata.duration': `${ended.getTime() - started.getTime()}ms`,
    ...(affected !== undefined && { 'metadata.rows-affected': String(affected) }),
  }
  return rows === undefined ? { status: 200, headers, body: '' } : json(rows, headers)
}

/** A header is one line of Latin text. */
function headerText(sql: string): string {
  return sql.replace(/[\r\n\t]/g, ' ').replace(/[^\x20-\x7e]/g, '?')
}
