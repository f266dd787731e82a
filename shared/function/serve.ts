import { createServer } from 'node:http'
import { daprClient } from '../dapr/client.ts'
import { createApp } from './app.ts'
import { background } from './background.ts'
import type { FunctionDefinition } from './definition.ts'
import { jsonLog } from './log.ts'
import { nodeListener } from './node-listener.ts'

/**
 * Longer than callers keep an idle connection (Go's 90 s, in daprd and Knative): who closes first must be the one who sends,
 * or a request crosses the close and is lost without having been seen.
 */
const keepAliveMs = 120_000

/** Knative waits this long for a pod to end before it kills it; we leave earlier, with all work done. */
const drainLimitMs = 8_000

/**
 * Serves a function in this process: on `PORT`, with the Dapr that Dapr's own environment variables name. On SIGTERM, or
 * when a parent that holds an IPC channel is gone, it takes no more work, ends what it has, and exits.
 */
export function serve(definition: FunctionDefinition): void {
  const {
    PORT = '8080',
    HOST = '0.0.0.0',
    DAPR_HTTP_ENDPOINT,
    DAPR_HTTP_PORT = '3500',
    DAPR_API_TOKEN,
    APP_API_TOKEN,
  } = process.env
  const log = jsonLog(definition.name)
  const work = background()
  const endpoint = DAPR_HTTP_ENDPOINT ?? `http://127.0.0.1:${DAPR_HTTP_PORT}`
  const dapr = daprClient({ endpoint, apiToken: DAPR_API_TOKEN })
  const { fetch, attach } = createApp(definition, { dapr, log, background: work, name: definition.name }, APP_API_TOKEN)

  const server = createServer({ keepAliveTimeout: keepAliveMs }, nodeListener(fetch))
  const connections = attach(server)
  server.on('error', (error) => {
    log.error('cannot listen', { reason: error.message })
    process.exit(1)
  })
  server.listen(Number(PORT), HOST)

  const drain = () => {
    connections.close()
    server.close(() => work.idle().then(() => process.exit(0)))
    server.closeIdleConnections()
    setTimeout(() => process.exit(1), drainLimitMs).unref()
  }
  process.once('SIGTERM', drain)
  process.once('SIGINT', drain)
  process.once('disconnect', drain)
}
