import { Agent, type IncomingMessage, request } from 'node:http'
import { currentTraceparent } from '../function/trace.ts'
import { DaprError, errorFrom } from './error.ts'

export interface TransportOptions {
  /** Base address of Dapr's HTTP API, such as `http://127.0.0.1:3500`. */
  endpoint: string
  /** Sent as `dapr-api-token` where Dapr asks for one. */
  apiToken?: string | undefined
  /** How long one call may take; a call is never repeated here: retries belong to the resiliency policies. */
  timeoutMs?: number
}

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

export interface Call {
  method?: string
  headers?: Record<string, string>
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown
  timeoutMs?: number | undefined
}

/** Sends one request to Dapr; rejects with a {@link DaprError} for any answer from 400 on. */
export type Transport = (path: string, call?: Call) => Promise<Answer>

/**
 * Calls Dapr over node:http, kept alive: the built-in fetch costs a sleeping function some 15 ms more at its first use
 * (`npm run bench -- cold-start`).
 */
export function httpTransport({ endpoint, apiToken, timeoutMs = 5_000 }: TransportOptions): Transport {
  const agent = new Agent({ keepAlive: true })
  const base = endpoint.replace(/\/$/, '')
  return (path, call = {}) =>
    new Promise((resolve, reject) => {
      const traceparent = currentTraceparent()
      const body = call.body === undefined || typeof call.body === 'string' ? call.body : JSON.stringify(call.body)
      const limitMs = call.timeoutMs ?? timeoutMs
      const sent = request(base + path, {
        agent,
        method: call.method ?? 'GET',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...(apiToken && { 'dapr-api-token': apiToken }),
          ...(traceparent && { traceparent }),
          ...call.headers,
        },
      })
      const tooLate = new DaprError(0, 'ERR_DAPR_TIMEOUT', `no answer to ${path} within ${limitMs} ms`)
      const timer = setTimeout(() => sent.destroy(tooLate), limitMs)
      sent.on('close', () => clearTimeout(timer))
      const unreachable = (error: Error) =>
        reject(error === tooLate ? error : new DaprError(0, 'ERR_DAPR_UNREACHABLE', `${endpoint}: ${error.message}`))
      sent.on('error', unreachable)
      sent.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('error', unreachable)
        response.on('end', () => {
          const status = response.statusCode ?? 0
          if (status >= 400) reject(errorFrom(status, text))
          else resolve({ status, headers: response.headers, body: text })
        })
      })
      sent.end(body)
    })
}
