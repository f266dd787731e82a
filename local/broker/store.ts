import type { PGlite } from '@electric-sql/pglite'

/** A message waiting for one subscription. */
export interface StoredMessage {
  id: number
  metadata: Record<string, string>
  body: Buffer
}

/** Where a message waits: memory holds no more of it than this. */
export interface Place {
  id: number
  subscription: string
  lane: string
}

/** For whom a message is to be kept. Messages of one lane keep their order. */
export interface Addressee {
  subscription: string
  lane: string
}

/** Most messages go out as soon as they are kept: so many are held at hand to spare reading them again. */
const RECENT = 64

/** The rows of messages that are not yet handled: one for each message and subscription. */
export class MessageStore {
  private readonly database: PGlite
  private readonly recent = new Map<number, StoredMessage>()

  constructor(database: PGlite) {
    this.database = database
  }

  /** Keeps each message for each of its addressees, all in one transaction, and gives the places in order. */
  async add(messages: { body: Buffer; metadata: Record<string, string>; addressees: Addressee[] }[]): Promise<Place[]> {
    const rows = messages.flatMap(({ body, metadata, addressees }) =>
      addressees.map(({ subscription, lane }) => ({ subscription, lane, metadata, body })),
    )
    if (rows.length === 0) return []
    const values = rows.map(
      (_, index) => `($${index * 4 + 1}, $${index * 4 + 2}, $${index * 4 + 3}, $${index * 4 + 4})`,
    )
    const result = await this.database.query<Place>(
      `insert into platform.message (subscription, lane, metadata, body) values ${values.join(', ')}
       returning id, subscription, lane`,
      rows.flatMap(({ subscription, lane, metadata, body }) => [subscription, lane, JSON.stringify(metadata), body]),
    )
    for (const [index, { id }] of result.rows.entries()) {
      const row = rows[index]
      if (row && this.recent.size < RECENT) this.recent.set(id, stored(id, row.metadata, row.body))
    }
    return result.rows
  }

  async read(id: number): Promise<StoredMessage | null> {
    const recent = this.recent.get(id)
    if (recent) {
      this.recent.delete(id)
      return recent
    }
    const { rows } = await this.database.query<{ metadata: string; body: Uint8Array }>(
      'select metadata, body from platform.message where id = $1',
      [id],
    )
    const [row] = rows
    return row ? stored(id, JSON.parse(row.metadata), row.body) : null
  }

  /** Those of the messages that are there, in the order of `ids`. */
  async readMany(ids: number[]): Promise<StoredMessage[]> {
    const found = new Map<number, StoredMessage>()
    for (const id of ids) {
      const recent = this.recent.get(id)
      if (recent) found.set(id, recent)
      this.recent.delete(id)
    }
    const missing = ids.filter((id) => !found.has(id))
    if (missing.length > 0) {
      const { rows } = await this.database.query<{ id: number; metadata: string; body: Uint8Array }>(
        'select id, metadata, body from platform.message where id = any($1)',
        [missing],
      )
      for (const { id, metadata, body } of rows) found.set(id, stored(id, JSON.parse(metadata), body))
    }
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  async remove(ids: number[]): Promise<void> {
    for (const id of ids) this.recent.delete(id)
    await this.database.query('delete from platform.message where id = any($1)', [ids])
  }

  /** Gives a message over to other addressees, as it is, and takes it from its own: at once or not at all. */
  async hand(message: StoredMessage, addressees: Addressee[]): Promise<Place[]> {
    const { rows } = await this.database.query<Place>(
      `with gone as (delete from platform.message where id = $1 returning body)
       insert into platform.message (subscription, lane, metadata, body)
       select subscription, lane, $4, body from gone,
         unnest($2::text[], $3::text[]) with ordinality as addressee (subscription, lane, position) order by position
       returning id, subscription, lane`,
      [
        message.id,
        addressees.map(({ subscription }) => subscription),
        addressees.map(({ lane }) => lane),
        JSON.stringify(message.metadata),
      ],
    )
    return rows
  }

  /** Every place, oldest first. */
  async places(): Promise<Place[]> {
    return (await this.database.query<Place>('select id, subscription, lane from platform.message order by id')).rows
  }

  async removeAllOf(subscription: string): Promise<void> {
    await this.database.query('delete from platform.message where subscription = $1', [subscription])
  }
}

/** A message as it was stored. In Kafka's place its number is the record's offset, and stays so as a dead letter. */
function stored(id: number, metadata: Record<string, string>, body: Uint8Array): StoredMessage {
  const offset = '__topic' in metadata && !('__offset' in metadata) ? { __offset: String(id) } : undefined
  return { id, metadata: { ...metadata, ...offset }, body: Buffer.isBuffer(body) ? body : Buffer.from(body) }
}
