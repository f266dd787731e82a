import type { ServerResponse } from 'node:http'
import type { Problem } from '../../shared/function/problem.ts'

/** Answers with a problem document (RFC 9457). */
export async function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Record<string, string> = {},
): Promise<void> {
  const answer = problem.toResponse()
  const body = await answer.text()
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    ...headers,
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
