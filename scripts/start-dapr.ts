import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { lineConsole } from '../local/console.ts'
import { lockFolder } from '../local/lock.ts'
import { writePrivate } from '../local/private-file.ts'
import { buildFunctions } from './build.ts'
import { missingUnder } from './dapr/preflight.ts'
import { runApps } from './dapr/run.ts'
import { readTemplate } from './dapr/template.ts'
import { root } from './definitions.ts'
import { fail } from './platform.ts'

/** All of Catnap on the real Dapr, on this machine: what `dapr run -f FILE` does, with Dapr's programs alone. */
async function start(file: string, data: string): Promise<void> {
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR
  const console = lineConsole((line) => process.stdout.write(`${line}\n`), { color })
  const apps = await readTemplate(file)
  const resources = [...new Set(apps.flatMap((app) => app.resources))]
  const missing = await missingUnder(resources, dirname(file))
  if (missing.length > 0) throw new Error(`Catnap cannot start on Dapr yet:\n- ${missing.join('\n- ')}`)
  await mkdir(data, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(data)
  await buildFunctions()

  const { DAPR_API_TOKEN = newToken(), APP_API_TOKEN = newToken() } = process.env
  const tokens = { daprApiToken: DAPR_API_TOKEN, appApiToken: APP_API_TOKEN }
  const running = await runApps({ apps, data, cwd: dirname(file), tokens, console })
  const described = join(data, 'platform.json')
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    console.note('\nCatnap lets its functions finish and stops.')
    await running.stop()
    await rm(described, { force: true })
    unlock()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)

  await running.ready()
  const url = `http://127.0.0.1:${apps[0]?.appPort}`
  await writePrivate(described, {
    url,
    pid: process.pid,
    endpoints: running.endpoints,
    daprApiToken: tokens.daprApiToken,
  })
  console.note(`\nCatnap is up on the real Dapr:  ${url}\n`)
}

function newToken(): string {
  return randomBytes(24).toString('base64url')
}

const [file = join(root, 'dapr.yaml')] = process.argv.slice(2)
await start(resolve(file), resolve(process.env.CATNAP_DATA ?? '.catnap')).catch((error) => {
  fail(error)
  process.exit()
})
