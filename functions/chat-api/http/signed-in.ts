import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { TokenError, type TokenVerifier, type User } from '../../../shared/auth/verify.ts'
import { problems } from '../../../shared/function/problem.ts'

interface SignedIn {
  Variables: { user: User }
}

/** Lets through whoever carries a valid `Authorization: Bearer` (RFC 6750 §2.1). */
export function signedIn(auth: TokenVerifier) {
  return createMiddleware<SignedIn>(async (context, next) => {
    const token = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    if (token === undefined) throw problems.unauthorized('Send your token as "Authorization: Bearer <token>".')
    try {
      context.set('user', await auth.verify(token))
    } catch (error) {
      if (error instanceof TokenError) throw problems.unauthorized(`No: ${error.message}.`)
      throw error
    }
    await next()
    context.header('cache-control', 'no-store')
  })
}

/** The id of the user whose request this is; behind {@link signedIn} only. */
export function userOf(context: Context): string {
  const user: User | undefined = context.get('user')
  if (!user) throw problems.unauthorized('Sign in first.')
  return user.id
}
