import type { PGlite } from '@electric-sql/pglite'
import { stateTable } from '../database/schema.ts'
import type { Component } from '../resources/read.ts'

export interface SetRequest {
  key: string
  value?: unknown
  etag?: string | null
  metadata?: Record<string, string>
  options?: { concurrency?: string; consistency?: string }
}

export interface StoredValue {
  value: string
  etag: string
  expiresAt: string | null
}

/** A write that Dapr's store refuses; `mismatch` tells a stale etag from the rest. */
export class StateConflict extends Error {
  override readonly name = 'StateConflict'
  readonly mismatch: boolean

  constructor(mismatch: boolean, message: string) {
    super(message)
    this.mismatch = mismatch
  }
}

const MISMATCH = 'possible etag mismatch. error from state store'
const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

type Queries = Pick<PGlite, 'query'>

/** One Dapr state store on a table of PGlite; writes behave as state.postgresql v2's. */
export class StateStore {
  readonly name: string
  private readonly database: PGlite
  private readonly table: string
  private readonly keyPrefix: string

  constructor(component: Component, database: PGlite) {
    const { tablePrefix = '', keyPrefix = 'appid' } = component.metadata
    if (!/^[a-z_][a-z0-9_]*$|^$/.test(tablePrefix))
      throw new Error(`component ${component.name}: tablePrefix must be a plain name`)
    this.name = component.name
    this.database = database
    this.table = `${tablePrefix}state`
    this.keyPrefix = keyPrefix
  }

  /** Makes the table where it is not the one that always exists. */
  async prepare(): Promise<void> {
    if (this.table !== 'state') await this.database.exec(stateTable(this.table))
  }

  async get(app: string, key: string): Promise<StoredValue | null> {
    return (await this.getMany(app, [key])).get(key) ?? null
  }

  async getMany(app: string, keys: string[]): Promise<Map<string, StoredValue>> {
    const { rows } = await this.database.query<StoredValue & { key: string }>(
      `select key, convert_from(value, 'utf8') as value, etag::text,
        to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "expiresAt"
       from ${this.table} where key = any($1) and (expires_at is null or expires_at > now())`,
      [keys.map((key) => this.stored(app, key))],
    )
    const found = new Map(rows.map((row) => [row.key, row]))
    return new Map(
      keys.flatMap((key) => {
        const row = found.get(this.stored(app, key))
        return row ? [[key, row]] : []
      }),
    )
  }

  /** Rejects with a {@link StateConflict} when the stored value is not the one that the request expects. */
  async set(
    app: string,
    { key, value, etag, metadata, options }: SetRequest,
    queries: Queries = this.database,
  ): Promise<void> {
    const { concurrency = '' } = options ?? {}
    if (!['', 'first-write', 'last-write'].includes(concurrency))
      throw new Error(`unrecognized concurrency model '${concurrency}'`)
    const seconds = timeToLive(metadata)
    const bytes = Buffer.from(JSON.stringify(value ?? null))
    const expires = seconds === null ? null : new Date(Date.now() + seconds * 1000).toISOString()
    const parameters = [this.stored(app, key), bytes, expires]
    const fresh = 'etag = gen_random_uuid(), updated_at = now(), value = $2, expires_at = $3'
    const insert = `insert into ${this.table} as s (key, value, expires_at) values ($1, $2, $3) on conflict (key) do update set ${fresh}`
    if (etag) {
      const update = `update ${this.table} set ${fresh} where key = $1 and etag = $4 and (expires_at is null or expires_at > now())`
      const { affectedRows } = await queries.query(update, [...parameters, checkEtag(etag)])
      if (!affectedRows) throw new StateConflict(true, MISMATCH)
    } else if (concurrency === 'first-write') {
      const { affectedRows } = await queries.query(`${insert} where s.expires_at <= now()`, parameters)
      if (!affectedRows) throw new StateConflict(false, 'no item was updated')
    } else {
      await queries.query(insert, parameters)
    }
  }

  async delete(
    app: string,
    { key, etag }: Pick<SetRequest, 'key' | 'etag'>,
    queries: Queries = this.database,
  ): Promise<void> {
    const parameters = [this.stored(app, key)]
    if (!etag) {
      await queries.query(`delete from ${this.table} where key = $1`, parameters)
      return
    }
    const { affectedRows } = await queries.query(`delete from ${this.table} where key = $1 and etag = $2`, [
      ...parameters,
      checkEtag(etag),
    ])
    if (!affectedRows) throw new StateConflict(true, MISMATCH)
  }

  /** All of it or nothing. */
  async transaction(app: string, operations: { operation: 'upsert' | 'delete'; request: SetRequest }[]): Promise<void> {
    await this.database.transaction(async (transaction) => {
      for (const { operation, request } of operations) {
        if (operation === 'upsert') await this.set(app, request, transaction)
        else await this.delete(app, request, transaction)
      }
    })
  }

  /** Forgets what has expired; reads never see it anyway. */
  async clean(): Promise<void> {
    await this.database.query(`delete from ${this.table} where expires_at <= now()`)
  }

  /** https://docs.dapr.io/developing-applications/building-blocks/state-management/howto-share-state/ */
  private stored(app: string, key: string): string {
    switch (this.keyPrefix) {
      case 'none':
        return key
      case 'appid':
        return `${app}||${key}`
      case 'name':
        return `${this.name}||${key}`
      case 'namespace':
        return `default.${app}||${key}`
      default:
        return `${this.keyPrefix}||${key}`
    }
  }
}

function checkEtag(etag: string): string {
  if (UUID.test(etag)) return etag
  const why = etag.length === 36 || etag.length === 32 ? 'invalid UUID format' : `invalid UUID length: ${etag.length}`
  throw new StateConflict(true, `${MISMATCH}: ${why}`)
}

function timeToLive(metadata: Record<string, string> | undefined): number | null {
  const text = metadata?.ttlInSeconds
  if (text === undefined || text === '') return null
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Error(
      `error parsing TTL: incorrect value for metadata 'ttlInSeconds': strconv.ParseInt: parsing "${text}": invalid syntax`,
    )
  }
  const seconds = Number(text)
  if (seconds < -1) throw new Error(`error parsing TTL: incorrect value for metadata 'ttlInSeconds': ${seconds}`)
  return seconds <= 0 ? null : seconds
}
