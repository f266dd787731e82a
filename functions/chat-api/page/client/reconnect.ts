const firstMs = 500
const longestMs = 30_000

/**
 * How long to wait before the next attempt: twice as long each time, up to half a minute, with half of it by chance so
 * that pages cut off together do not come back together. `random` is from 0 up to 1.
 */
export function reconnectDelay(failures: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** failures)
  return full / 2 + (full / 2) * random
}
