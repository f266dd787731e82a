import { createHash, generateKeyPairSync, type webcrypto } from 'node:crypto'
import * as v from 'valibot'
import { RuleError } from '../../shared/tasks/rule-error.ts'

/** What functions must expect of a token. Independent of the address, so that tokens outlive a change of port. */
export const tokenClaims = { issuer: 'urn:catnap:embedded', audience: 'catnap' } as const

/** A P-256 private key as a JSON Web Key (RFC 7518 §6.2). */
export type IssuerKey = Pick<webcrypto.JsonWebKey, 'kty' | 'crv' | 'x' | 'y' | 'd'>

const LIFETIME = '12h'

const SignIn = v.strictObject({
  name: v.pipe(
    v.string('must be a text'),
    v.transform((name) => name.normalize('NFKC').replace(/\s+/gu, ' ').trim()),
    v.check((name) => !/\p{Cc}/u.test(name), 'must not hold control characters'),
    v.check((name) => name.length > 0 && [...name].length <= 60, 'must have 1 to 60 characters'),
  ),
})

/** Signs people in by their name alone: for trying things out on one's own machine, nowhere else. */
export class Issuer {
  private readonly privateKey: IssuerKey
  private readonly keyId: string

  constructor(privateKey: IssuerKey) {
    this.privateKey = privateKey
    this.keyId = createHash('sha256').update(`${privateKey.x}.${privateKey.y}`).digest('base64url').slice(0, 16)
  }

  /** The keys that its tokens are checked with (RFC 7517). */
  jwks(): { keys: object[] } {
    const { kty, crv, x, y } = this.privateKey
    return { keys: [{ kty, crv, x, y, kid: this.keyId, alg: 'ES256', use: 'sig' }] }
  }

  /** A token for the person that `body` names; throws a RuleError. */
  async signIn(body: unknown): Promise<string> {
    const result = v.safeParse(SignIn, body)
    if (!result.success) {
      const [first, ...others] = result.issues.map((issue) => ({
        field: v.getDotPath(issue) ?? '',
        rule:
          issue.type === 'strict_object'
            ? issue.expected === 'never'
              ? 'is not known here'
              : 'is missing'
            : issue.message,
      }))
      throw new RuleError(first ?? { field: '', rule: 'must be an object' }, ...others)
    }
    const { name } = result.output
    const { importJWK, SignJWT } = await import('jose')
    return new SignJWT({ name })
      .setProtectedHeader({ alg: 'ES256', kid: this.keyId, typ: 'JWT' })
      .setIssuer(tokenClaims.issuer)
      .setAudience(tokenClaims.audience)
      .setSubject(userId(name))
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(await importJWK(this.privateKey, 'ES256'))
  }
}

/** A new signing key for ES256 (P-256), private part included. */
export function newIssuerKey(): IssuerKey {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
}

/** The same id for the same name, whatever its case: a UUIDv8 (RFC 9562 §5.8) by SHA-256. */
export function userId(name: string): string {
  const bytes = createHash('sha256').update(`catnap user ${name.toLowerCase()}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
