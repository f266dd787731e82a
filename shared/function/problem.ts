import type { Violation } from '../tasks/rule-error.ts'

/** What went wrong with a request, as RFC 9457 says it; becomes an `application/problem+json` answer. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly title: string
  readonly violations: readonly Violation[]
  readonly headers: Record<string, string>

  constructor(
    status: number,
    title: string,
    detail: string,
    { violations = [], headers = {} }: { violations?: readonly Violation[]; headers?: Record<string, string> } = {},
  ) {
    super(detail)
    this.status = status
    this.title = title
    this.violations = violations
    this.headers = headers
  }

  /** The problem document; `errors` lists each field with the rule it breaks. */
  toResponse(): Response {
    const body = {
      type: 'about:blank',
      title: this.title,
      status: this.status,
      detail: this.message,
      ...(this.violations.length > 0 && { errors: this.violations }),
    }
    return Response.json(body, {
      status: this.status,
      headers: { ...this.headers, 'content-type': 'application/problem+json' },
    })
  }
}

export const problems = {
  badRequest: (violations: readonly Violation[]) =>
    new Problem(400, 'The request breaks a rule', violations.map(describe).join('; '), { violations }),
  malformed: (detail: string) => new Problem(400, 'The request could not be read', detail),
  unauthorized: (detail: string) =>
    new Problem(401, 'Sign in first', detail, { headers: { 'www-authenticate': 'Bearer' } }),
  notFound: (what: string) => new Problem(404, 'Not found', `There is no ${what}.`),
  tooLarge: (limitBytes: number) =>
    new Problem(413, 'The request is too large', `The body must be at most ${limitBytes} bytes.`),
  stale: () =>
    new Problem(412, 'The task has changed', 'If-Match does not name the current version; read the task again.'),
  busy: () =>
    new Problem(409, 'The task is being changed', 'Others are changing the same task just now; try again.', {
      headers: { 'retry-after': '1' },
    }),
  unavailable: () =>
    new Problem(
      503,
      'Try again shortly',
      'A part that this request needs does not answer just now. See whether it was done all the same before you try again.',
      {
        headers: { 'retry-after': '2' },
      },
    ),
  internal: () => new Problem(500, 'Something went wrong', 'The request could not be handled; the log says why.'),
} as const

function describe({ field, rule }: Violation): string {
  return field ? `${field} ${rule}` : rule
}
