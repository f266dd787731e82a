import { crypto } from '../builtin/crypto.ts'

/**
 * The id of a series' occurrence. It follows from series and number, so that an occurrence made twice is one task.
 * Numbers count from 1.
 */
export function occurrenceId(seriesId: string, occurrence: number): string {
  return idFrom(`${seriesId}:${occurrence}`)
}

/**
 * The id of the series that starts when a task's recurrence is changed in this version of it. A new series, so that the
 * numbers count from 1 again and no occurrence gets the id of one that the old series has made.
 */
export function restartedSeriesId(taskId: string, version: number): string {
  return idFrom(`series:${taskId}:${version}`)
}

/** A UUIDv8 (RFC 9562 §5.8) from the SHA-256 of a name. */
function idFrom(name: string): string {
  const bytes = crypto().createHash('sha256').update(name).digest().subarray(0, 16)
  bytes[6] = 0x80 | (bytes.readUInt8(6) & 0x0f)
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
