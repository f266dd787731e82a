/** The longest that work behind gives way: enough for a request that makes a handful of Dapr calls. */
const LONGEST_MS = 15

/**
 * The requests that people wait for. All of the platform shares one thread and a small machine: events that a request led
 * to begin when it is answered, or a moment later if that takes long.
 */
export class Foreground {
  private requests = 0
  private readonly waiting = new Set<() => void>()

  /** Does the work of one request. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.requests++
    try {
      return await work()
    } finally {
      if (--this.requests === 0) for (const resume of this.waiting) resume()
    }
  }

  /** Resolves, in the order of the calls, when nobody waits for an answer or it has taken too long. */
  quiet(): Promise<void> {
    if (this.requests === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const resume = () => {
        clearTimeout(limit)
        this.waiting.delete(resume)
        resolve()
      }
      const limit = setTimeout(resume, LONGEST_MS)
      this.waiting.add(resume)
    })
  }
}
