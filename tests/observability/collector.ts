import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as v from 'valibot'

/** A span as Zipkin's API takes it (https://zipkin.io/zipkin-api/#/default/post_spans), as far as the tests look. */
const Span = v.object({
  traceId: v.string(),
  id: v.string(),
  parentId: v.optional(v.string()),
  name: v.string(),
  localEndpoint: v.object({ serviceName: v.string() }),
})
export type Span = v.InferOutput<typeof Span>

export interface Collector {
  /** Where exporters send spans. */
  url: string
  spansOf(traceId: string): Span[]
  close(): void
}

/** Takes the spans that every daprd exports, as a Zipkin server would. */
export async function startCollector(): Promise<Collector> {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    const text = await Array.fromAsync(request.setEncoding('utf8'))
    spans.push(...v.parse(v.array(Span), JSON.parse(text.join(''))))
    response.writeHead(202).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/spans`,
    spansOf: (traceId) => spans.filter((span) => span.traceId === traceId),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
