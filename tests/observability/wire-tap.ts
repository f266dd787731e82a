import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as v from 'valibot'
import { startDaprd } from '../real/daprd.ts'

const Event = v.object({ id: v.string(), type: v.string(), topic: v.string(), traceparent: v.string() })
export type TappedEvent = v.InferOutput<typeof Event>

export interface WireTap {
  /** The events that went over the broker so far, as they were on the wire. */
  events: TappedEvent[]
  stop(): Promise<void>
}

/** Listens to topics beside the functions, as a subscriber of its own that none of them knows of. */
export async function tapWire(brokers: string, topics: readonly string[], folder: string): Promise<WireTap> {
  const events: TappedEvent[] = []
  const app = createServer(async (request, response) => {
    const text = await Array.fromAsync(request.setEncoding('utf8'))
    if (request.url === '/dapr/subscribe') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(topics.map((topic) => ({ pubsubname: 'tap', topic, route: '/events' }))))
      return
    }
    if (request.url === '/events') events.push(v.parse(Event, JSON.parse(text.join(''))))
    response.writeHead(request.url === '/events' ? 200 : 404).end()
  })
  await once(app.listen(0, '127.0.0.1'), 'listening')
  const component = {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'tap' },
    spec: {
      type: 'pubsub.kafka',
      version: 'v1',
      metadata: [
        { name: 'brokers', value: brokers },
        { name: 'authType', value: 'none' },
        { name: 'initialOffset', value: 'oldest' },
      ],
    },
  }
  const resources = join(folder, 'tap')
  await mkdir(resources)
  await writeFile(join(resources, 'tap.yaml'), JSON.stringify(component))
  const daprd = await startDaprd({
    appId: 'wire-tap',
    appPort: (app.address() as AddressInfo).port,
    resources: [resources],
    cwd: folder,
  })
  await daprd.ready()
  return {
    events,
    async stop() {
      await daprd.stop()
      app.closeAllConnections()
      app.close()
    },
  }
}
