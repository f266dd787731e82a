import { get } from 'node:http'
import { createRemoteJWKSet, customFetch, type FetchImplementation, jwtVerify } from 'jose'
import * as v from 'valibot'
import type { Capability } from '../function/capability.ts'
import { problems } from '../function/problem.ts'

/** Who is asking. */
export interface User {
  id: string
  name: string
}

/** A token that does not say who is asking: missing, malformed, expired, or not from our issuer. */
export class TokenError extends Error {
  override readonly name = 'TokenError'
}

export interface TokenVerifier {
  /** The user that a JWT names; rejects with a TokenError, or a problem (503) when the issuer's keys cannot be had. */
  verify(token: string): Promise<User>
}

export interface IssuerSettings {
  issuer: string
  audience: string
  /** Where the issuer publishes its keys (RFC 7517). */
  jwksUrl: string
}

// The id is part of state keys, in which Dapr allows no `||`; `:` is our own separator.
const Claims = v.object({
  sub: v.pipe(v.string(), v.regex(/^[^:|\s]{1,128}$/, 'sub must be 1–128 characters without spaces, ":" or "|"')),
  name: v.optional(v.string()),
})

/** Plain HTTP inside the cluster goes by node:http, which a waking function has loaded already; the rest by fetch. */
const fetchKeys: FetchImplementation = (url, options) => {
  if (!url.startsWith('http://')) return fetch(url, options)
  return new Promise((resolve, reject) => {
    get(url, { signal: options.signal }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve(new Response(Buffer.concat(chunks), { status: response.statusCode ?? 500 })))
    }).on('error', reject)
  })
}

/** Checks JWTs (RFC 7519) against the issuer's published keys, which are kept and fetched anew when a key is unknown. */
export function tokenVerifier({ issuer, audience, jwksUrl }: IssuerSettings): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { [customFetch]: fetchKeys })
  return {
    async verify(token) {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['ES256', 'RS256', 'EdDSA'],
        requiredClaims: ['sub', 'exp'],
      }).catch((error: unknown) => {
        throw errorFrom(error)
      })
      const claims = v.safeParse(Claims, payload)
      if (!claims.success) throw new TokenError(claims.issues[0].message)
      return { id: claims.output.sub, name: claims.output.name ?? claims.output.sub }
    },
  }
}

/** What jose finds wrong with a token itself; anything else (the issuer does not answer) is not the token's fault. */
const tokenFaults =
  /^ERR_(JWT_|JWS_|JOSE_ALG_NOT_ALLOWED|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE_MATCHING_KEYS)/

function errorFrom(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_JWT_EXPIRED') return new TokenError('the token has expired; sign in again')
  if (tokenFaults.test(code)) return new TokenError('the token is not valid')
  return problems.unavailable()
}

/** Who may come in, by the issuer that `AUTH_ISSUER`, `AUTH_AUDIENCE` and `AUTH_JWKS_URL` name. */
export function auth(): Capability<TokenVerifier> {
  return { grants: {}, open: () => tokenVerifier(settingsFrom(process.env)) }
}

function settingsFrom({ AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL }: NodeJS.ProcessEnv): IssuerSettings {
  if (!AUTH_ISSUER || !AUTH_AUDIENCE || !AUTH_JWKS_URL) {
    throw new Error('set AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS_URL to the issuer of the tokens to accept')
  }
  return { issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE, jwksUrl: AUTH_JWKS_URL }
}
