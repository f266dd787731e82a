/**
 * Asks again until there is an answer; what is awaited belongs to other processes, which tell nobody when they are done.
 * Rejects with the last error after `withinMs`.
 */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  const endMs = Date.now() + withinMs
  let last: unknown
  while (Date.now() < endMs) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
      last = undefined
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited in vain: ${what}`, { cause: last })
}
