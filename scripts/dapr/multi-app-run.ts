import { stringify } from 'yaml'
import { tokenClaims } from '../../local/front/issuer.ts'
import type { Manifest } from '../../shared/function/manifest.ts'
import { nodeFlags } from '../../shared/function/node-flags.ts'
import type { Template } from './template.ts'

/** Ports and folders of a Catnap that runs as processes of one machine. */
export interface Place {
  /** Where people open it. */
  port: number
  /** Of each app, in the order of the apps: the front door first. */
  portsOf(index: number): { app: number; dapr: number }
  /** The folder of the repository, and that of the Dapr YAML. */
  root: string
  yaml: string
}

const frontDoor = 'front-door'

/**
 * A template for Dapr's Multi-App Run (https://docs.dapr.io/developing-applications/local-development/multi-app-dapr-run/):
 * every function, and the front door before them that the page is opened at.
 */
export function multiAppRun(manifests: readonly Manifest[], { port, portsOf, root, yaml }: Place): Template {
  const node = 'node_modules/.bin/node'
  const functions = manifests.map(({ name }, index) => ({ name, ...portsOf(index + 1) }))
  const portOf = (kind: Manifest['kind']) => {
    const at = manifests.findIndex((manifest) => manifest.kind === kind)
    return String(functions[at]?.app)
  }
  return {
    version: 1,
    common: {
      resourcesPaths: ['components', 'subscriptions', 'resiliency'].map((kind) => `${yaml}/${kind}`),
      configFilePath: `${yaml}/configuration.yaml`,
      env: {
        HOST: '127.0.0.1',
        AUTH_ISSUER: tokenClaims.issuer,
        AUTH_AUDIENCE: tokenClaims.audience,
        AUTH_JWKS_URL: `http://127.0.0.1:${port}/.well-known/jwks.json`,
      },
    },
    apps: [
      {
        appID: frontDoor,
        appDirPath: root,
        appPort: port,
        daprHTTPPort: portsOf(0).dapr,
        env: { PORT: String(port), API_PORT: portOf('http'), LIVE_PORT: portOf('websocket') },
        command: [node, 'local/front/main.ts'],
      },
      ...functions.map(({ name, app, dapr }) => ({
        appID: name,
        appDirPath: root,
        appPort: app,
        daprHTTPPort: dapr,
        env: { PORT: String(app) },
        command: [node, ...nodeFlags, `dist/${name}/function.js`],
      })),
    ],
  }
}

/** `dapr.yaml` as it stands in the repository. */
export function multiAppRunFile(manifests: readonly Manifest[]): string {
  const place: Place = {
    port: 8080,
    portsOf: (index) => ({ app: 8100 + index, dapr: 3500 + index }),
    root: '.',
    yaml: './dapr',
  }
  const note = [
    '# Written by `npm run docs` from the functions themselves: all of Catnap on one machine, on the real Dapr. With a broker',
    '# and a PostgreSQL running (dapr/components says where, secrets.json holds the secrets) and `npm run build` done:',
    '# `dapr run -f .`, or `npm run start:dapr` without the Dapr CLI; then open http://127.0.0.1:8080',
  ]
  return `${note.join('\n')}\n${stringify(multiAppRun(manifests, place), { lineWidth: 0 })}`
}
