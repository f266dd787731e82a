import type { Activator } from '../activator/activator.ts'
import { StartError } from '../activator/process.ts'
import { definedHeaders } from '../activator/send.ts'
import type { Configuration } from '../resources/configuration.ts'
import type { Answer, Call } from './call.ts'
import { faults } from './errors.ts'
import { nextTraceparent } from './trace.ts'

const NOT_FORWARDED = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'dapr-api-token',
  'dapr-app-id',
])

/** Calls another app (https://docs.dapr.io/reference/api/service_invocation_api/), waking it if need be. `path` is below the app's root, with its query. */
export async function invoke(
  { activator, appToken, configuration }: { activator: Activator; appToken: string; configuration: Configuration },
  call: Call,
  id: string,
  path: string,
): Promise<Answer> {
  const target = id.replace(/\.default$/, '')
  if (!activator.has(target)) throw faults.invoke(id, 'no host found with the given ID')
  if (target !== call.app && !configuration.mayInvoke) throw faults.invoke(id, denial(call.method, path), 403)
  const headers = definedHeaders(call.headers)
  for (const name of NOT_FORWARDED) delete headers[name]
  if (target !== call.app) {
    Object.assign(headers, {
      'dapr-caller-app-id': call.app,
      'dapr-callee-app-id': target,
      'dapr-caller-namespace': 'default',
      forwarded: `for=${activator.host};by=${activator.host};host=${activator.host}`,
      'x-forwarded-for': activator.host,
      'x-forwarded-host': activator.host,
    })
  }
  headers.traceparent = nextTraceparent(call.traceparent)
  headers['dapr-api-token'] = appToken
  try {
    const answer = await activator.send(target, { method: call.method, path, headers, body: call.body })
    for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'content-length']) delete answer.headers[name]
    return { ...answer, headers: { ...usualType(answer), ...answer.headers } }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw faults.invoke(id, error instanceof StartError ? `${target} ${why}` : `error invoking app channel: ${why}`)
  }
}

/** In the words of dapr pkg/acl/acl.go, which knows no caller without mTLS. */
function denial(verb: string, path: string): string {
  const operation = path.slice(1).replace(/\?.*$/s, '')
  const why = `access control policy has denied access to id:  operation: ${operation} verb: ${verb}`
  return `rpc error: code = PermissionDenied desc = ${why}`
}

/** The content type that an answer without one is given: Go looks at what is in it, and daprd's errors are JSON. */
function usualType({ status, body }: { status: number; body: Buffer }): Record<string, string> {
  if (status > 399) return { 'content-type': 'application/json' }
  return body.length > 0 ? { 'content-type': 'text/plain; charset=utf-8' } : {}
}
