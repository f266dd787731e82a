/** Work that an answer need not wait for, but that must end before the function does. */
export interface Background {
  /** Starts the work; what fails in it must have been dealt with inside. */
  run(work: () => Promise<void>): void
  /** Resolves when nothing is left. */
  idle(): Promise<void>
}

export function background(): Background {
  const running = new Set<Promise<void>>()
  return {
    run(work) {
      const one = work().finally(() => running.delete(one))
      running.add(one)
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
