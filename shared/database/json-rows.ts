/**
 * daprd takes a request of at most 4 MiB. On the way there, within `params` within the body, each quote and backslash of a
 * JSON text becomes four; this much of it stays below that even if it holds nothing else.
 */
const bytesAtOnce = 900 * 1024

/** Writes rows as JSON arrays, one for each statement: as few as every way to the database takes, in the order of the rows. */
export function jsonRows(rows: readonly object[], atMost: number): string[] {
  const parts: string[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const text = JSON.stringify(row)
    const size = Buffer.byteLength(text) + 1
    if (bytes + size > bytesAtOnce || parts.at(-1)?.length === atMost) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(text)
    bytes += size
  }
  return parts.map((texts) => `[${texts.join(',')}]`)
}
