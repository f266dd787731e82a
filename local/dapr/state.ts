import {
  type Answer,
  type Api,
  asArray,
  asObject,
  asTexts,
  type Call,
  json,
  mismatch,
  noContent,
  parseBody,
} from './call.ts'
import { DaprFault, faults } from './errors.ts'
import { type SetRequest, StateConflict, type StateStore } from './state-store.ts'

/** https://docs.dapr.io/reference/api/state_api/ over the stores that an app sees. */
export function stateApi(stores: (app: string) => Map<string, StateStore>): Api {
  return async (call) => {
    const [name = '', key, ...rest] = call.path
    const route = routeOf(call.method, key, rest.length)
    if (!name || !route) throw faults.noRoute()
    const visible = stores(call.app)
    if (visible.size === 0) throw faults.noStateStores(call.app)
    const store = visible.get(name)
    if (!store) throw faults.noStateStore(name, call.app)
    return route(store, call, key ?? '')
  }
}

type Route = (store: StateStore, call: Call, key: string) => Promise<Answer>

function routeOf(method: string, key: string | undefined, more: number): Route | undefined {
  if (more > 0) return undefined
  const write = method === 'POST' || method === 'PUT'
  if (key === undefined) return write ? save : undefined
  if (write && key === 'bulk') return readBulk
  if (write && key === 'transaction') return transact
  if (write && key === 'query') return refuseQuery
  if (method === 'GET') return read
  return method === 'DELETE' ? remove : undefined
}

const read: Route = async (store, { app }, key) => {
  const found = await store.get(app, checkKey(key, store.name)).catch((error) => {
    throw faults.stateGet(store.name, key, messageOf(error))
  })
  if (!found) return noContent
  return json(found.value, { etag: found.etag, ...(found.expiresAt && { 'metadata.ttlexpiretime': found.expiresAt }) })
}

const save: Route = async (store, call) => {
  const requests = asArray(parseBody(call), '[]state.SetRequest').map((item) => setRequest(item, store.name))
  let first: unknown
  // daprd writes each item on its own: one that is refused does not keep back the others.
  for (const request of requests) {
    try {
      await store.set(call.app, request)
    } catch (error) {
      first ??= error
    }
  }
  if (first !== undefined) throw faults.stateSave(statusOf(first), store.name, messageOf(first))
  return noContent
}

const remove: Route = async (store, { app, headers }, key) => {
  const etag = headers['if-match']?.replace(/^"(.*)"$/, '$1')
  try {
    await store.delete(app, { key: checkKey(key, store.name), etag: etag ?? null })
    return noContent
  } catch (error) {
    if (error instanceof DaprFault) throw error
    throw faults.stateDelete(statusOf(error), key, messageOf(error))
  }
}

const readBulk: Route = async (store, call) => {
  const { keys } = asObject(parseBody(call, faults.deserializing), 'http.BulkGetRequest', faults.deserializing)
  if (!isTexts(keys)) throw faults.deserializing(mismatch(keys, 'BulkGetRequest.keys', '[]string'))
  for (const key of keys) if (key.includes('||')) throw faults.illegalKey(key, store.name)
  const found = await store.getMany(call.app, keys)
  const items = keys.map((key) => {
    const stored = found.get(key)
    if (!stored) return `{"key":${JSON.stringify(key)}}`
    const metadata = stored.expiresAt ? `,"metadata":{"ttlExpireTime":"${stored.expiresAt}"}` : ''
    return `{"key":${JSON.stringify(key)},"data":${stored.value},"etag":"${stored.etag}"${metadata}}`
  })
  return json(`[${items.join(',')}]\n`)
}

const refuseQuery: Route = async (store) => {
  throw faults.noStateQuery(store.name)
}

const transact: Route = async (store, call) => {
  const body = parseBody(call, faults.deserializing)
  const { operations } = asObject(body, 'http.stateTransactionRequestBody', faults.deserializing)
  const checked = asArray(operations ?? [], '[]state.TransactionalStateOperation').map((item) => {
    const { operation, request } = asObject(item, 'state.TransactionalStateOperation')
    if (operation !== 'upsert' && operation !== 'delete') throw faults.stateOperation(String(operation))
    const known = setRequest(request, store.name, { inTransaction: true })
    if (known.key === '')
      throw faults.stateTransaction(`missing key in ${operation === 'upsert' ? 'set' : 'delete'} operation`)
    return { operation, request: known } as const
  })
  if (checked.length === 0) return noContent
  try {
    await store.transaction(call.app, checked)
    return noContent
  } catch (error) {
    throw faults.stateTransaction(messageOf(error))
  }
}

function setRequest(item: unknown, store: string, { inTransaction = false } = {}): SetRequest {
  const { key = '', value, etag, metadata, options } = asObject(item, 'state.SetRequest')
  if (typeof key !== 'string') throw faults.malformed(mismatch(key, 'SetRequest.key', 'string'))
  if (etag !== undefined && etag !== null && typeof etag !== 'string')
    throw faults.malformed(mismatch(etag, 'SetRequest.etag', 'string'))
  if (options !== undefined && (typeof options !== 'object' || Array.isArray(options)))
    throw faults.malformed(mismatch(options, 'SetRequest.options', 'state.SetStateOption'))
  const { concurrency } = Object(options)
  if (inTransaction && key.includes('||')) throw faults.illegalKey(key, store, undefined)
  return {
    key: inTransaction ? key : checkKey(key, store),
    value,
    etag: etag ?? null,
    metadata: asTexts(metadata, 'SetRequest.metadata'),
    options: typeof concurrency === 'string' ? { concurrency } : {},
  }
}

function checkKey(key: string, store: string): string {
  if (key === '') throw faults.malformed('"key" is a required field')
  if (key.includes('||')) throw faults.illegalKey(key, store)
  return key
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function statusOf(error: unknown): number {
  return error instanceof StateConflict && error.mismatch ? 409 : 500
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
