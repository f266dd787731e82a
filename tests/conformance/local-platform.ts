// An embedded platform in a process of its own, for cases that kill it: tells where it is, and ends on SIGTERM.
import { createPlatform } from '../../local/platform.ts'
import { apps } from './world.ts'

const [, , folder = ''] = process.argv
const platform = await createPlatform({
  data: folder,
  resources: `${folder}/resources`,
  bundles: `${folder}/bundles`,
  manifests: apps.map((name) => ({ name, wake: true, concurrency: 20 })),
  idleSeconds: 600,
  api: 'alpha',
  live: 'beta',
  ...(process.env.CONFORMANCE_LOG && { log: console.error }),
})
// Whatever becomes of the test, nothing of it stays.
process.on('disconnect', () => process.exit(1))
process.once('SIGTERM', async () => {
  await platform.close()
  process.exit(0)
})
const endpoints = Object.fromEntries(apps.map((app) => [app, platform.daprUrl(app)]))
console.log(JSON.stringify({ endpoints, tokens: platform.tokens, pids: platform.functionPids() }))
