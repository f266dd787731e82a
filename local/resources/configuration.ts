import type { ConfigurationDocument } from './schemas.ts'

/** What Dapr's Configuration says of who may do what. */
export interface Configuration {
  /** Whether an app may call another. */
  mayInvoke: boolean
  /** Whether a part of Dapr's API is offered: https://docs.dapr.io/operations/configuration/api-allowlist/ */
  offers(version: string, api: string): boolean
  /** https://docs.dapr.io/operations/configuration/secret-scope/ */
  mayReadSecret(store: string, key: string): boolean
}

/** What several documents say together; a later one counts over an earlier one. */
export function configurationOf(documents: ConfigurationDocument[]): Configuration {
  const { accessControl, api, secrets } = Object.assign({}, ...documents.map(({ spec }) => spec))
  const rules = (list: Rule[] = []) =>
    new Set(
      list.flatMap(({ name, version, protocol }) => (protocol?.toLowerCase() === 'http' ? [`${version}/${name}`] : [])),
    )
  const [allowed, denied] = [rules(api?.allowed), rules(api?.denied)]
  const scopes = new Map<string, SecretScope>((secrets?.scopes ?? []).map((one: SecretScope) => [one.storeName, one]))
  return {
    // Without mTLS daprd cannot tell who calls, and goes by the default alone.
    mayInvoke: accessControl?.defaultAction?.toLowerCase() !== 'deny',
    offers: (version, name) => {
      const rule = `${version.replace('.0', '').replace('-', '')}/${name}`
      return !denied.has(rule) && (allowed.size === 0 || allowed.has(rule))
    },
    mayReadSecret: (store, key) => {
      const { allowedSecrets = [], deniedSecrets = [], defaultAccess = 'allow' } = scopes.get(store) ?? {}
      if (allowedSecrets.length > 0) return allowedSecrets.includes(key)
      return !deniedSecrets.includes(key) && defaultAccess.toLowerCase() !== 'deny'
    },
  }
}

interface Rule {
  name: string
  version: string
  protocol?: string | undefined
}

interface SecretScope {
  storeName: string
  defaultAccess?: string | undefined
  allowedSecrets?: string[] | undefined
  deniedSecrets?: string[] | undefined
}
