import type { Answer, Api } from './call.ts'
import { asObject, asTexts, json, parseBody } from './call.ts'
import { faults } from './errors.ts'
import type { PostgresBinding } from './postgres-binding.ts'

/** https://docs.dapr.io/reference/api/bindings_api/ for output bindings. */
export function bindingsApi(bindings: (app: string) => Map<string, PostgresBinding>): Api {
  return async (call) => {
    const [name, ...rest] = call.path
    if (!name || rest.length > 0 || (call.method !== 'POST' && call.method !== 'PUT')) throw faults.noRoute()
    const body = parseBody(call, faults.deserializing)
    const { operation, metadata } = asObject(body, 'http.OutputBindingRequest', faults.deserializing)
    const texts = asTexts(metadata, 'OutputBindingRequest.metadata', faults.deserializing)
    const binding = bindings(call.app).get(name)
    if (!binding) throw faults.noBinding(name)
    try {
      return await invoke(name, binding, String(operation ?? ''), texts)
    } catch (error) {
      throw faults.binding(name, error instanceof Error ? error.message : String(error))
    }
  }
}

async function invoke(
  name: string,
  binding: PostgresBinding,
  operation: string,
  { sql, params }: Record<string, string>,
): Promise<Answer> {
  if (operation === '') throw new Error('operation field is missing from request')
  if (operation !== 'exec' && operation !== 'query') {
    throw new Error(`binding ${name} does not support operation ${operation}. supported operations:exec query close`)
  }
  if (!sql) throw new Error('required metadata not set: sql')
  const started = new Date()
  const parameters = parametersOf(params)

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
  return json(rows ?? '', headers)
}

function parametersOf(params: string | undefined): unknown[] {
  const fail = (why: string) =>
    new Error(`invalid metadata property params: failed to unserialize into an array: ${why}`)
  if (!params) return []
  let parameters: unknown
  try {
    parameters = JSON.parse(params)
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error))
  }
  if (Array.isArray(parameters)) return parameters
  throw fail(`json: cannot unmarshal ${typeof parameters} into Go value of type []interface {}`)
}

/** A header is one line of Latin text. */
function headerText(sql: string): string {
  return sql.replace(/[\r\n\t]/g, ' ').replace(/[^\x20-\x7e]/g, '?')
}
