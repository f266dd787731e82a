/**
 * Compares two tokens in a time that depends on their length alone, never on where they differ. By hand, because Node's
 * own `timingSafeEqual` would load all of its crypto at every waking.
 */
export function sameToken(given: string | undefined, expected: string): boolean {
  const actual = Buffer.from(given ?? '')
  const wanted = Buffer.from(expected)
  let difference = actual.length ^ wanted.length
  for (const [index, byte] of wanted.entries()) difference |= byte ^ (actual[index] ?? 0)
  return difference === 0
}
