import { createPlatform } from './platform.ts'

const { PORT = '8080', HOST = '127.0.0.1', CATNAP_DATA = '.catnap', CATNAP_IDLE_SECONDS } = process.env

try {
  const startedMs = performance.now()
  const platform = await createPlatform({
    data: CATNAP_DATA,
    host: HOST,
    port: numberSetting('PORT', PORT, 65_535),
    ...(CATNAP_IDLE_SECONDS !== undefined && {
      idleSeconds: numberSetting('CATNAP_IDLE_SECONDS', CATNAP_IDLE_SECONDS, 86_400),
    }),
    log: (line) => console.log(line),
    color: process.stdout.isTTY === true && !process.env.NO_COLOR,
    build: async () => (await import('../scripts/build.ts')).buildFunctions(),
  })
  console.log(`\nCatnap is up after ${Math.round(performance.now() - startedMs)} ms:  ${platform.url}\n`)
  console.log(`Its data is in ${CATNAP_DATA}; Ctrl-C stops it.\n`)

  let stoppingSince = 0
  const stop = async () => {
    // npm passes a Ctrl-C on that the terminal has sent already; only a later one is meant as a second.
    if (stoppingSince > 0) {
      if (performance.now() - stoppingSince > 1_000) process.exit(1)
      return
    }
    stoppingSince = performance.now()
    console.log('\nCatnap lets its functions finish and stops.')
    await platform.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
} catch (error) {
  console.error(`Catnap could not start: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}

function numberSetting(name: string, text: string, most: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > most) {
    throw new Error(`${name} must be a whole number from 0 to ${most}, not "${text}"`)
  }
  return value
}
