import { timingSafeEqual } from 'node:crypto'

/** Compares two tokens in a time that does not tell where they differ. */
export function sameToken(given: string | undefined, expected: string): boolean {
  const actual = Buffer.from(given ?? '')
  const wanted = Buffer.from(expected)
  return actual.length === wanted.length && timingSafeEqual(actual, wanted)
}
