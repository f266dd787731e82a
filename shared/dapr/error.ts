/** A call to Dapr that did not succeed: `status` 0 and `ERR_DAPR_UNREACHABLE` or `ERR_DAPR_TIMEOUT` when no answer came. */
export class DaprError extends Error {
  override readonly name = 'DaprError'
  readonly status: number
  /** Dapr's own code, such as `ERR_STATE_TRANSACTION`. */
  readonly errorCode: string

  constructor(status: number, errorCode: string, message: string) {
    super(`${errorCode}: ${message}`)
    this.status = status
    this.errorCode = errorCode
  }
}

/** A write refused because the stored value is not the one that was read: read again and decide anew. */
export class ConflictError extends DaprError {}

/**
 * The error that an answer of Dapr means, from its body `{"errorCode", "message"}`.
 * A stale etag is 409 on a save but 500 in a transaction, so it is told by Dapr's words.
 */
export function errorFrom(status: number, body: string): DaprError {
  const { errorCode, message } = parseErrorBody(body)
  const conflict = /etag mismatch|no item was updated/i.test(message)
  return new (conflict ? ConflictError : DaprError)(status, errorCode, message)
}

function parseErrorBody(body: string): { errorCode: string; message: string } {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null && 'errorCode' in parsed && 'message' in parsed) {
      return { errorCode: String(parsed.errorCode), message: String(parsed.message) }
    }
  } catch {
    // Not every refusal is JSON: an invalid API token is answered in plain text.
  }
  return { errorCode: 'ERR_DAPR_RESPONSE', message: body.trim() || 'empty answer' }
}
