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

/**
 * Reads an app's answer to a batch of events as daprd does: each entry's own status, and no status is a failure.
 * https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-bulk/
 */
export function bulkOutcomes(status: number, body: string): (entryId: string) => Outcome {
  // Unlike a single event, a batch that the app does not know (404) is over and no dead letter.
  if (status === 404) return () => 'done'
  if (status < 200 || status > 299) return () => 'retry'
  const verdicts = new Map(statusesIn(body).map((one) => [one?.entryId, one?.status]))
  return (entryId) => {
    const verdict = verdicts.get(entryId)
    if (verdict === 'SUCCESS') return 'done'
    return verdict === 'DROP' ? 'drop' : 'retry'
  }
}

function statusesIn(body: string): { entryId?: unknown; status?: unknown }[] {
  try {
    const { statuses } = Object(JSON.parse(body))
    return Array.isArray(statuses) ? statuses : []
  } catch {
    return []
  }
}

function verdictIn(body: string): unknown {
  if (!body.startsWith('{')) return undefined
  try {
    const { status } = JSON.parse(body)
    return status === '' || typeof status !== 'string' ? undefined : status
  } catch {
    // An answer that is no JSON, or whose status is no text, is taken for done.
    return undefined
  }
}
