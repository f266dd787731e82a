import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { RuleError } from '../../shared/tasks/rule-error.ts'
import { Issuer, newIssuerKey, tokenClaims, userId } from './issuer.ts'

const issuer = new Issuer(newIssuerKey())
const keys = createLocalJWKSet(issuer.jwks() as JSONWebKeySet)

describe('signing in', () => {
  test('gives a token that the published keys prove, for twelve hours', async () => {
    const { payload, protectedHeader } = await jwtVerify(
      await issuer.signIn({ name: '  Ann   Lee ' }),
      keys,
      tokenClaims,
    )
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'JWT' })
    expect(payload).toMatchObject({
      iss: tokenClaims.issuer,
      aud: tokenClaims.audience,
      name: 'Ann Lee',
      sub: userId('Ann Lee'),
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(12 * 3600)
  })

  test('is refused by other keys', async () => {
    await expect(
      jwtVerify(await new Issuer(newIssuerKey()).signIn({ name: 'Ann' }), keys, tokenClaims),
    ).rejects.toThrow()
  })

  test('publishes nothing private', () => expect(JSON.stringify(issuer.jwks())).not.toContain('"d"'))

  test.each([
    ['no name', {}, 'name is missing'],
    ['an empty one', { name: '   ' }, 'name must have 1 to 60 characters'],
    ['one too long', { name: 'x'.repeat(61) }, 'name must have 1 to 60 characters'],
    ['one that is no text', { name: 5 }, 'name must be a text'],
    ['control characters', { name: 'a\u0000b' }, 'name must not hold control characters'],
    ['a field that is not known', { name: 'Ann', admin: true }, 'admin is not known here'],
    ['no object', 'Ann', ''],
  ])('refuses %s', async (_, body, message) => {
    await expect(issuer.signIn(body)).rejects.toThrow(RuleError)
    await expect(issuer.signIn(body)).rejects.toThrow(message)
  })

  test('counts characters as people do', async () =>
    expect(await issuer.signIn({ name: '🐈'.repeat(60) })).toBeTruthy())
})

test('the same name is the same person, whatever its case', () => {
  expect(userId('Ann')).toBe(userId('ann'))
  expect(userId('Ann')).not.toBe(userId('Anna'))
  expect(userId('Ann')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
