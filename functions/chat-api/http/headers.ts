import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'

/** The page is its own files and nothing else; answers are never another site's to frame, sniff or keep. */
export const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
})

/** What one person sees is no one else's to see, so no cache keeps it. */
export const noStore = createMiddleware(async (context, next) => {
  await next()
  context.header('cache-control', 'no-store')
})
