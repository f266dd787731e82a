// setTimeout takes no more than a signed 32-bit number of milliseconds (24.8 days) and would fire at once.
const LONGEST_MS = 2 ** 31 - 1

/** One alarm for one moment; setting it again moves it. */
export class Alarm {
  private timer: NodeJS.Timeout | undefined
  private at = Number.POSITIVE_INFINITY
  private readonly ring: () => void

  constructor(ring: () => void) {
    this.ring = ring
  }

  /** Rings at `at` (epoch milliseconds), or at once if that is past; never before. */
  set(at: number): void {
    clearTimeout(this.timer)
    this.at = at
    const waitMs = Math.min(Math.max(Math.ceil(at - Date.now()), 0), LONGEST_MS)
    this.timer = setTimeout(() => {
      // Timers run on another clock than Date.now and can be a millisecond early, or the wait was cut.
      if (Date.now() < at) this.set(at)
      else {
        this.at = Number.POSITIVE_INFINITY
        this.ring()
      }
    }, waitMs)
  }

  /** Like {@link set}, unless it rings before that anyway. */
  noLaterThan(at: number): void {
    if (at < this.at) this.set(at)
  }

  clear(): void {
    clearTimeout(this.timer)
    this.at = Number.POSITIVE_INFINITY
  }
}
