import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestIssuer, testIssuer } from '../../tests/in-process/issuer.ts'
import { TokenError, type TokenVerifier, tokenVerifier } from './verify.ts'

let issuer: TestIssuer
let other: TestIssuer
let verifier: TokenVerifier

beforeEach(async () => {
  issuer = await testIssuer()
  other = await testIssuer()
  verifier = tokenVerifier({
    issuer: issuer.settings.AUTH_ISSUER,
    audience: issuer.settings.AUTH_AUDIENCE,
    jwksUrl: issuer.settings.AUTH_JWKS_URL,
  })
})
afterEach(() => {
  issuer.close()
  other.close()
})

test('a valid token names its user', async () => {
  expect(await verifier.verify(await issuer.token('ann'))).toEqual({ id: 'ann', name: 'ann' })
})

describe('a token is refused', () => {
  test.each([
    ['that is none', async () => 'abc', /not valid/],
    ['that has expired', () => issuer.token('ann', { expires: '-1m' }), /expired/],
    ['for somebody else', () => issuer.token('ann', { audience: 'other' }), /not valid/],
    ['of somebody else', () => issuer.token('ann', { issuer: 'https://other.test' }), /not valid/],
    ['that another key has signed', () => other.token('ann'), /not valid/],
    ['that nobody has signed', async () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.', /not valid/],
    ['whose user id holds a separator', () => issuer.token('ann:bob'), /sub must be/],
  ])('%s', async (_, make, reason) => {
    const error = await verifier.verify(await make()).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(TokenError)
    expect(String(error)).toMatch(reason)
  })
})

test('when the issuer does not answer, it is not the token that is wrong', async () => {
  const token = await issuer.token('ann')
  issuer.close()
  await expect(verifier.verify(token)).rejects.toMatchObject({ status: 503 })
})
