import type { PGlite } from '@electric-sql/pglite'
import type { JobDefinition } from './job.ts'

export interface StoredJob {
  app: string
  name: string
  definition: JobDefinition
  /** Epoch milliseconds of the tick that comes next. */
  nextAt: number
  /** Ticks that have been. */
  ticks: number
  /** New with each overwrite: what an overwritten job still does must not touch its successor. */
  generation: number
}

type Row = Omit<StoredJob, 'definition'> & { definition: string }

const COLUMNS = 'app, name, definition, next_at as "nextAt", ticks, generation'

/** The rows of jobs that have a tick to come. */
export class JobStore {
  private readonly database: PGlite

  constructor(database: PGlite) {
    this.database = database
  }

  /** False when there is such a job and it is not to be overwritten. */
  async put(
    app: string,
    name: string,
    definition: JobDefinition,
    nextAt: number,
    overwrite: boolean,
  ): Promise<boolean> {
    const change = overwrite
      ? 'do update set definition = excluded.definition, next_at = excluded.next_at, ticks = 0, generation = excluded.generation'
      : 'do nothing'
    const { rows } = await this.database.query(
      `insert into platform.job (app, name, definition, next_at) values ($1, $2, $3, $4) on conflict (app, name) ${change} returning app`,
      [app, name, JSON.stringify(definition), nextAt],
    )
    return rows.length > 0
  }

  async get(app: string, name: string): Promise<StoredJob | null> {
    return (await this.rows('where app = $1 and name = $2', [app, name]))[0] ?? null
  }

  async delete(app: string, name: string): Promise<void> {
    await this.database.query('delete from platform.job where app = $1 and name = $2', [app, name])
  }

  /** Due at `now`, the earliest first, but for those in `except` (`app/name`). */
  async due(now: number, except: string[], limit: number): Promise<StoredJob[]> {
    return this.rows(`where next_at <= $1 and not (app || '/' || name = any($2)) order by next_at limit $3`, [
      now,
      except,
      limit,
    ])
  }

  /** The moment of the tick that comes next of all, but for those in `except`. */
  async nearest(except: string[]): Promise<number | null> {
    const { rows } = await this.database.query<{ at: number | null }>(
      `select next_at as at from platform.job where not (app || '/' || name = any($1)) order by next_at limit 1`,
      [except],
    )
    return rows[0]?.at ?? null
  }

  /** Sets the tick after this one, or ends the job; leaves it alone if it was overwritten meanwhile. */
  async advance({ app, name, generation, ticks }: StoredJob, nextAt: number | null): Promise<void> {
    const change = nextAt === null ? 'delete from platform.job' : 'update platform.job set next_at = $4, ticks = $5'
    const parameters = nextAt === null ? [] : [nextAt, ticks]
    await this.database.query(`${change} where app = $1 and name = $2 and generation = $3`, [
      app,
      name,
      generation,
      ...parameters,
    ])
  }

  private async rows(where: string, parameters: unknown[]): Promise<StoredJob[]> {
    const { rows } = await this.database.query<Row>(`select ${COLUMNS} from platform.job ${where}`, parameters)
    return rows.map((row) => ({ ...row, definition: JSON.parse(row.definition) }))
  }
}
