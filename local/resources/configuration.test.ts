import { describe, expect, test } from 'vitest'
import { configurationOf } from './configuration.ts'

type Spec = Parameters<typeof configurationOf>[0][number]['spec']
const of = (...specs: Spec[]) =>
  configurationOf(specs.map((spec) => ({ apiVersion: 'dapr.io/v1alpha1', metadata: { name: 'x' }, spec })))

describe('a configuration', () => {
  test('that says nothing allows all', () => {
    const { mayInvoke, offers, mayReadSecret } = of({})
    expect([mayInvoke, offers('v1.0', 'state'), mayReadSecret('any', 'key')]).toEqual([true, true, true])
  })

  test('says whether apps may call each other; what is said last counts', () => {
    const [allow, deny] = ['allow', 'Deny'].map((defaultAction) => ({ accessControl: { defaultAction } }))
    expect(of(allow ?? {}, deny ?? {}, {}).mayInvoke).toBe(false)
    expect(of(deny ?? {}, allow ?? {}).mayInvoke).toBe(true)
  })

  test('says which parts of the API there are', () => {
    const { offers } = of({
      api: {
        allowed: [
          { name: 'state', version: 'v1', protocol: 'http' },
          { name: 'publish', version: 'v1alpha1', protocol: 'http' },
          { name: 'jobs', version: 'v1', protocol: 'grpc' },
        ],
      },
    })
    expect(offers('v1.0', 'state')).toBe(true)
    expect(offers('v1.0-alpha1', 'state')).toBe(false)
    expect(offers('v1.0-alpha1', 'publish')).toBe(true)
    expect(offers('v1.0', 'jobs')).toBe(false)
    expect(of({ api: { denied: [{ name: 'jobs', version: 'v1', protocol: 'http' }] } }).offers('v1.0', 'jobs')).toBe(
      false,
    )
    expect(of({ api: { allowed: [{ name: 'jobs', version: 'v1', protocol: 'grpc' }] } }).offers('v1.0', 'x')).toBe(true)
  })

  test.each([
    [{ allowedSecrets: ['a'] }, true, false],
    [{ deniedSecrets: ['a'] }, false, true],
    [{ defaultAccess: 'deny' }, false, false],
    [{ defaultAccess: 'deny', allowedSecrets: ['b'] }, false, true],
  ])('says which secrets may be read: %j', (scope, a, b) => {
    const { mayReadSecret } = of({ secrets: { scopes: [{ storeName: 's', ...scope }] } })
    expect([mayReadSecret('s', 'a'), mayReadSecret('s', 'b'), mayReadSecret('other', 'a')]).toEqual([a, b, true])
  })
})
