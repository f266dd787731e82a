/** What the app's answer means for an event. */
export type Outcome = 'done' | 'retry' | 'drop'

/** Reads an app's answer to an event as daprd does: https://docs.dapr.io/reference/api/pubsub_api/#expected-http-response */
export function outcomeOf(status: number, body: string): Outcome {
  if (status === 404) return 'drop'
  if (status < 200 || status > 299) return 'retry'
  const verdict = verdictIn(body)
  if (verdict === undefined || verdict === 'SUCCESS') return 'done'
  return verdict === 'DROP' ? 'drop' : 'retry'
}

function verdictIn(body: string): unknown {
  if (!body.startsWith('{')) return undefined
  try {
    const { status } = JSON.parse(body)
    return status === '' || status === null ? undefined : status
  } catch {
    // An answer that is no JSON is taken for done.
    return undefined
  }
}
