import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import { parse } from 'yaml'

const Env = v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String)))

const App = v.strictObject({
  appID: v.string(),
  appDirPath: v.string(),
  appPort: v.number(),
  daprHTTPPort: v.optional(v.number()),
  env: v.optional(Env, {}),
  command: v.pipe(v.array(v.string()), v.minLength(1)),
})

/** As much of Dapr's Multi-App Run template as ours says; anything else in it is an error, not ignored. */
const Template = v.strictObject({
  version: v.literal(1),
  common: v.strictObject({
    resourcesPaths: v.array(v.string()),
    configFilePath: v.string(),
    env: v.optional(Env, {}),
  }),
  apps: v.array(App),
})
export type Template = v.InferInput<typeof Template>

/** One app of a template, with all that its daprd and its process are started by. */
export interface AppRun {
  appId: string
  appPort: number
  daprHttpPort: number | undefined
  command: readonly string[]
  folder: string
  env: Record<string, string>
  resources: string[]
  config: string
}

/** Reads a template; its relative paths count from its own folder. Throws an error that names what is wrong in it. */
export async function readTemplate(file: string): Promise<AppRun[]> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new Error(`${file} cannot be read: ${error.message}`)
  })
  const result = v.safeParse(Template, parse(text))
  if (!result.success) {
    const rules = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
    throw new Error(`${file} is not a template that can be run here: ${rules.join('; ')}`)
  }
  const { common, apps } = result.output
  const path = (relative: string) => resolve(dirname(file), relative)
  return apps.map(({ appID, appDirPath, appPort, daprHTTPPort, env, command }) => ({
    appId: appID,
    appPort,
    daprHttpPort: daprHTTPPort,
    command,
    folder: path(appDirPath),
    env: { ...common.env, ...env },
    resources: common.resourcesPaths.map(path),
    config: path(common.configFilePath),
  }))
}
