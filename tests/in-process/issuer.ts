import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface TestIssuer {
  settings: { AUTH_ISSUER: string; AUTH_AUDIENCE: string; AUTH_JWKS_URL: string }
  token(user: string, claims?: { expires?: string; audience?: string; issuer?: string }): Promise<string>
  close(): void
}

/** An issuer of tokens that publishes its key over HTTP, as a real one does. */
export async function testIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] })
  const server = createServer((_, response) => response.end(jwks)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const settings = {
    AUTH_ISSUER: 'https://issuer.test',
    AUTH_AUDIENCE: 'catnap',
    AUTH_JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
  }
  return {
    settings,
    token: (user, { expires = '1h', audience = settings.AUTH_AUDIENCE, issuer = settings.AUTH_ISSUER } = {}) =>
      new SignJWT({ name: user })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setSubject(user)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt('-2h')
        .setExpirationTime(expires)
        .sign(privateKey),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
