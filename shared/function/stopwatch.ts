/** Starts to measure; the function it gives tells the milliseconds since then, to a tenth. */
export function stopwatch(): () => number {
  const startedMs = monotonicMs()
  return () => Math.round((monotonicMs() - startedMs) * 10) / 10
}

/** By the process's own clock: the global `performance` loads a module of its own at its first use. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1_000_000
}
