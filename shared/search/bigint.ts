const largest = 2n ** 63n - 1n

/** Whether a text is a whole number that Postgres' bigint holds. */
export function isBigint(text: string): boolean {
  if (!/^-?\d{1,19}$/.test(text)) return false
  const number = BigInt(text)
  return number <= largest && number >= -largest
}
