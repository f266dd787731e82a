import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { jsonLog } from '../../shared/function/log.ts'
import { Foreground } from '../foreground.ts'
import { close, listen } from '../listen.ts'
import { keepPrivate } from '../private-file.ts'
import { Issuer, newIssuerKey } from './issuer.ts'
import { frontDoor } from './server.ts'
import { runningFunctions } from './upstreams.ts'

const api = 'chat-api'
const live = 'task-updates-to-websocket'

const Port = v.pipe(v.string(), v.regex(/^\d{1,5}$/, 'must be a port'), v.transform(Number))

const Settings = v.object({
  PORT: v.optional(Port, '8080'),
  HOST: v.optional(v.string(), '127.0.0.1'),
  CATNAP_DATA: v.optional(v.string(), '.catnap'),
  API_PORT: Port,
  LIVE_PORT: Port,
})

/** The one address of a Catnap whose functions run as processes of this machine: the page, the API, /live and sign-in. */
const log = jsonLog('front-door')
const settings = v.parse(Settings, process.env)
await mkdir(settings.CATNAP_DATA, { recursive: true, mode: 0o700 })
const key = await keepPrivate(join(settings.CATNAP_DATA, 'issuer-key.json'), newIssuerKey)
const server = frontDoor(
  Promise.resolve({
    upstreams: runningFunctions('127.0.0.1', { [api]: settings.API_PORT, [live]: settings.LIVE_PORT }),
    foreground: new Foreground(),
    issuer: new Issuer(key),
    // The functions write a line for each request themselves.
    console: { handled: () => undefined, problem: (app, reason) => log.error('no answer', { app, reason }) },
    api,
    live,
  }),
)
await listen(server, settings.PORT, settings.HOST)

const stop = () => close(server).then(() => process.exit(0))
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(event, stop)
