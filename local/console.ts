/** Takes one line of the console, without its line break. */
export type Sink = (line: string) => void

/** What the platform tells of itself: one readable line for each thing that happens. */
export interface Console {
  note(text: string): void
  wake(app: string, milliseconds: number): void
  sleep(app: string, why: string): void
  /** An event, job or request that was answered; `outcome` is `done`, `retry`, `drop` or an HTTP status. */
  handled(app: string, what: string, outcome: string, milliseconds: number): void
  retry(app: string, what: string, delayMs: number, reason: string): void
  deadLetter(app: string, what: string, topic: string, reason: string): void
  /** Something that a person should look at. */
  problem(app: string, text: string): void
  /** What the function itself wrote. */
  said(app: string, text: string, error: boolean): void
}

const codes = { dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const

/** A console that writes to `sink`; `color` for terminals only. */
export function lineConsole(sink: Sink, { color = false, now = () => new Date() } = {}): Console {
  const paint = (name: keyof typeof codes, text: string) => (color ? `\x1b[${codes[name]}m${text}\x1b[0m` : text)
  const line = (app: string, text: string) =>
    sink(`${paint('dim', now().toISOString().slice(11, 23))}  ${paint('cyan', app.padEnd(32))}  ${text}`)
  const ms = (milliseconds: number) => `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`
  const good = (outcome: string) => outcome === 'done' || /^[123]/.test(outcome)
  return {
    note: sink,
    wake: (app, milliseconds) => line(app, `${paint('blue', 'wakes')} in ${ms(milliseconds)}`),
    sleep: (app, why) => line(app, `${paint('blue', 'sleeps')} (${why})`),
    handled: (app, what, outcome, milliseconds) =>
      line(app, `${what}  ${paint(good(outcome) ? 'green' : 'yellow', outcome)} in ${ms(milliseconds)}`),
    retry: (app, what, delayMs, reason) =>
      line(app, `${what}  ${paint('yellow', 'again')} in ${(delayMs / 1000).toFixed(1)} s: ${reason}`),
    deadLetter: (app, what, topic, reason) =>
      line(app, `${what}  ${paint('red', 'dead letter')} to ${topic}: ${reason}`),
    problem: (app, text) => line(app, paint('red', text)),
    said: (app, text, error) => line(app, error ? paint('red', text) : text),
  }
}
