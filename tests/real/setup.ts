import { kafkaLibraries, programs } from './programs.ts'

/** Says all that is missing at once, before the first test. */
export default function setup(): void {
  const needed = [
    programs.daprd,
    programs.scheduler,
    () => programs.postgres('postgres'),
    programs.java,
    kafkaLibraries,
    programs.rabbitmq,
  ]
  const missing = needed.flatMap((find) => {
    try {
      find()
      return []
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  })
  if (missing.length > 0)
    throw new Error(`These tests run on real servers, of which some are missing:\n- ${missing.join('\n- ')}`)
}
