import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { type DaprClient, daprClient } from '../shared/dapr/client.ts'

const PlatformFile = v.object({
  url: v.string(),
  endpoints: v.record(v.string(), v.object({ url: v.string() })),
  daprApiToken: v.string(),
})

/**
 * The Dapr of one function, for commands that look after it: the one that Dapr's own environment variables name, else the
 * running embedded platform's, found by the file it keeps in `CATNAP_DATA`.
 */
export async function daprOf(appId: string): Promise<DaprClient> {
  const { DAPR_HTTP_ENDPOINT, DAPR_HTTP_PORT, DAPR_API_TOKEN, CATNAP_DATA = '.catnap' } = process.env
  const endpoint = DAPR_HTTP_ENDPOINT ?? (DAPR_HTTP_PORT && `http://127.0.0.1:${DAPR_HTTP_PORT}`)
  if (endpoint) return daprClient({ endpoint, apiToken: DAPR_API_TOKEN })

  const path = `${CATNAP_DATA}/platform.json`
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`no running Catnap is found: ${path} is not there; run npm start, or set DAPR_HTTP_PORT`)
  })
  const { endpoints, daprApiToken } = v.parse(PlatformFile, JSON.parse(text))
  const url = endpoints[appId]?.url
  if (!url) throw new Error(`the running Catnap has no function ${appId}`)
  return daprClient({ endpoint: url, apiToken: daprApiToken, timeoutMs: 60_000 })
}

/** Ends the command with a sentence in place of a stack trace. */
export function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
