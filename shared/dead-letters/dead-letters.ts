import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { queryJson } from '../database/query-json.ts'

/** An event that no subscriber could handle. */
export interface DeadLetter {
  /** The event's id. */
  id: string
  /** The topic it came from; empty when it does not say. */
  topic: string
  type: string
  /** The user it belongs to, which is its partition key; empty when it does not say. */
  user: string
  /** The event as it was. */
  event: Record<string, unknown>
  /** Why it could not be handled. */
  reason: string
  /** The moment it was kept last. */
  at: string
  /** Tells this time that it was kept from a later one. */
  number: string
}

export interface DeadLetters {
  /** The same event of the same topic is kept once, however often it fails, and whatever it looks like. */
  keep(letter: Omit<DeadLetter, 'at' | 'number'>): Promise<void>
  /** All, oldest first. */
  list(): Promise<DeadLetter[]>
  get(topic: string, id: string): Promise<DeadLetter | null>
  /** Forgets one; nothing happens when it is not there, or was kept again since it was read. */
  remove(letter: Pick<DeadLetter, 'topic' | 'id' | 'number'>): Promise<void>
}

const Letters = v.array(
  v.object({
    id: v.string(),
    topic: v.string(),
    type: v.string(),
    user: v.string(),
    event: v.record(v.string(), v.unknown()),
    reason: v.string(),
    at: v.string(),
    number: v.string(),
  }),
)

export function deadLetters(database: Database): DeadLetters {
  return {
    async keep({ topic, id, type, user, reason, event }) {
      const texts = [topic, id, type, user, reason].map(storable)
      await database.query(keep, [...texts, JSON.stringify(event)])
    },
    async list() {
      const letters: DeadLetter[] = []
      for (let after = '0'; ; ) {
        const { last, page } = await queryJson(database, Page, list, [after])
        letters.push(...page)
        if (last === null) return letters
        after = last
      }
    },
    async get(topic, id) {
      const [letter] = await queryJson(database, Letters, get, [storable(topic), storable(id)])
      return letter ?? null
    },
    async remove({ topic, id, number }) {
      await database.query(remove, [storable(topic), storable(id), number])
    },
  }
}

const Page = v.object({ last: v.nullable(v.string()), page: Letters })

/** What no text of Postgres can hold is replaced: an event that broke everything else must not break this. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

const letter = `json_build_object('id', id, 'topic', topic, 'type', type, 'user', user_id, 'event', event, 'reason', reason,
  'at', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'number', number::text)`

const keep = `
  with kept as (
    insert into dead_letters (topic, id, type, user_id, reason, event)
    values ($1, $2, $3, $4, $5, $6::text::json)
    on conflict (topic, id) do update set reason = excluded.reason, at = excluded.at, number = default
    returning 1
  )
  select count(*)::int from kept`

const list = `
  with page as (
    select * from dead_letters where number > $1::text::bigint order by number limit 200
  )
  select json_build_object(
    'last', (select max(number)::text from page),
    'page', coalesce((select json_agg(${letter} order by number) from page), '[]')
  )::text`

const get = `select coalesce(json_agg(${letter}), '[]')::text from dead_letters where topic = $1 and id = $2`

const remove = `
  with removed as (
    delete from dead_letters where topic = $1 and id = $2 and number = $3::text::bigint returning 1
  )
  select count(*)::int from removed`
