const INFO = 'type.googleapis.com/google.rpc.'

/** An answer of Dapr's API that is an error; the server turns it into the body that daprd sends. */
export class DaprFault extends Error {
  override readonly name = 'DaprFault'
  readonly status: number
  readonly errorCode: string
  readonly details: object[] | undefined

  constructor(status: number, errorCode: string, message: string, details?: object[]) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.details = details
  }

  body(): string {
    return JSON.stringify({ errorCode: this.errorCode, message: this.message, details: this.details })
  }
}

/** The newer shape of Dapr's errors: google.rpc details, the reason last. */
function rich(
  status: number,
  errorCode: string,
  message: string,
  reason: string,
  metadata: object | null,
  ...others: object[]
): DaprFault {
  const info = { '@type': `${INFO}ErrorInfo`, domain: 'dapr.io', metadata, reason }
  return new DaprFault(status, errorCode, message, [...others, info])
}

function resource(type: string, name: string, description: string): object {
  return { '@type': `${INFO}ResourceInfo`, description, owner: '', resource_name: name, resource_type: type }
}

/** What is wrong with something at a broker. */
function ofPubsub(
  status: number,
  errorCode: string,
  message: string,
  reason: string,
  metadata: object,
  pubsub: string,
): DaprFault {
  return rich(status, errorCode, message, `DAPR_PUBSUB_${reason}`, metadata, resource('pubsub', pubsub, message))
}

/** Every error that the embedded Dapr gives, named for what is wrong. */
export const faults = {
  noRoute: () =>
    new DaprFault(404, 'ERR_DIRECT_INVOKE', 'failed getting app id either from the URL path or the header dapr-app-id'),
  malformed: (why: string) => new DaprFault(400, 'ERR_MALFORMED_REQUEST', why),
  /** A malformed body, in the words of the newer handlers. */
  deserializing: (why: string) => new DaprFault(400, 'ERR_MALFORMED_REQUEST', `failed deserializing HTTP body: ${why}`),
  internal: (why: string) => new DaprFault(500, 'ERR_INTERNAL', why),

  noStateStore: (name: string, app: string) =>
    rich(400, 'ERR_STATE_STORE_NOT_FOUND', `state store ${name} is not found`, 'DAPR_STATE_NOT_FOUND', { appID: app }),
  noStateStores: (app: string) =>
    rich(500, 'ERR_STATE_STORE_NOT_CONFIGURED', 'state store is not configured', 'DAPR_STATE_NOT_CONFIGURED', {
      appID: app,
    }),
  illegalKey: (key: string, store: string, field: string | undefined = key) => {
    const message = `api error: code = InvalidArgument desc = input key/keyPrefix '${key}' can't contain '||'`
    return rich(
      400,
      'ERR_MALFORMED_REQUEST',
      message,
      'DAPR_STATE_ILLEGAL_KEY',
      null,
      { '@type': `${INFO}BadRequest`, field_violations: [{ field, description: message }] },
      resource('state', store, ''),
    )
  },
  noStateQuery: (store: string) =>
    rich(
      500,
      'ERR_STATE_STORE_NOT_SUPPORTED',
      'state store does not support querying',
      'DAPR_STATE_QUERYING_NOT_SUPPORTED',
      null,
      resource('state', store, ''),
    ),
  stateSave: (status: number, store: string, why: string) =>
    new DaprFault(status, 'ERR_STATE_SAVE', `failed saving state in state store ${store}: ${why}`),
  stateGet: (store: string, key: string, why: string) =>
    new DaprFault(500, 'ERR_STATE_GET', `fail to get ${key} from state store ${store}: ${why}`),
  stateDelete: (status: number, key: string, why: string) =>
    new DaprFault(status, 'ERR_STATE_DELETE', `failed deleting state with key ${key}: ${why}`),
  stateTransaction: (why: string) =>
    new DaprFault(500, 'ERR_STATE_TRANSACTION', `error while executing state transaction: ${why}`),
  stateOperation: (operation: string) =>
    new DaprFault(400, 'ERR_NOT_SUPPORTED_STATE_OPERATION', `operation type ${operation} not supported`),

  noPubsub: (name: string, metadata: object) =>
    rich(404, 'ERR_PUBSUB_NOT_FOUND', `pubsub ${name} is not found`, 'DAPR_PUBSUB_NOT_FOUND', metadata),
  topicForbidden: (topic: string, pubsub: string, app: string) => {
    const message = `topic ${topic} is not allowed for app id ${app}`
    return ofPubsub(403, 'ERR_PUBSUB_FORBIDDEN', message, 'FORBIDDEN', { error: message, topic }, pubsub)
  },
  pubsubMetadata: (pubsub: string, metadata: object, why: string) =>
    ofPubsub(
      400,
      'ERR_PUBSUB_REQUEST_METADATA',
      `failed deserializing metadata. Error: ${why}`,
      'METADATA_DESERIALIZATION',
      metadata,
      pubsub,
    ),
  cloudEvent: (pubsub: string, app: string, why: string) =>
    ofPubsub(
      500,
      'ERR_PUBSUB_CLOUD_EVENTS_SER',
      'cannot create cloudevent',
      'CLOUD_EVENT_CREATION',
      { appID: app, error: why },
      pubsub,
    ),
  publish: (topic: string, pubsub: string, why: string) =>
    ofPubsub(
      500,
      'ERR_PUBSUB_PUBLISH_MESSAGE',
      `error when publishing to topic ${topic} in pubsub ${pubsub}: ${why}`,
      'PUBLISH_MESSAGE',
      { error: why, topic },
      pubsub,
    ),
  bulkBody: (topic: string, pubsub: string, app: string, why: string) =>
    ofPubsub(
      400,
      'ERR_PUBSUB_EVENTS_SER',
      `error when unmarshaling the request for topic ${topic} pubsub ${pubsub}: ${why}`,
      'UNMARSHAL_EVENTS',
      { appID: app },
      pubsub,
    ),
  bulkEvent: (topic: string, pubsub: string, app: string, why: string) =>
    ofPubsub(
      400,
      'ERR_PUBSUB_EVENTS_SER',
      `error when marshalling cloud event envelope for topic ${topic} pubsub ${pubsub}: ${why}`,
      'MARSHAL_ENVELOPE',
      { appID: app, error: why },
      pubsub,
    ),
  bulkEntryId: (topic: string, pubsub: string, app: string) => {
    const why = 'entryId is duplicated or not present for entry'
    return ofPubsub(
      400,
      'ERR_PUBSUB_EVENTS_SER',
      `error marshaling events to bytes for topic ${topic} pubsub ${pubsub}. error: ${why}`,
      'MARSHAL_EVENTS',
      { appID: app, error: why },
      pubsub,
    )
  },

  jobExists: (key: string, app: string) => jobSchedule(409, 'AlreadyExists', `job already exists: '${key}'`, app),
  jobInvalid: (why: string, app: string) => jobSchedule(500, 'Unknown', `job failed validation: ${why}`, app),
  jobName: (key: string, why: string, app: string) =>
    jobSchedule(500, 'Unknown', `job name is invalid "${key}": ${why}`, app),
  jobMissing: (name: string, app: string) =>
    job(
      500,
      'DAPR_SCHEDULER_GET_JOB',
      `failed to get job due to: rpc error: code = NotFound desc = job not found: ${name}`,
      app,
    ),
  jobEmpty: (app: string) => job(400, 'DAPR_SCHEDULER_SCHEDULE_EMPTY', 'Schedule is empty', app),
  jobNamed: (app: string) =>
    rich(400, 'DAPR_SCHEDULER_JOB_NAME', 'Set the job name in the url only', 'DAPR_SCHEDULER_JOB_NAME', { appID: app }),

  noBinding: (name: string) =>
    new DaprFault(
      500,
      'ERR_INVOKE_OUTPUT_BINDING',
      `error invoking output binding ${name}: couldn't find output binding ${name}`,
    ),
  binding: (name: string, why: string) =>
    new DaprFault(500, 'ERR_INVOKE_OUTPUT_BINDING', `error invoking output binding ${name}: ${why}`),

  noSecretStore: (name: string) =>
    new DaprFault(401, 'ERR_SECRET_STORE_NOT_FOUND', `failed finding secret store with key ${name}`),
  secretDenied: (key: string, store: string) =>
    new DaprFault(403, 'ERR_PERMISSION_DENIED', `access denied by policy to get "${key}" from "${store}"`),
  secretGet: (key: string, store: string) =>
    new DaprFault(
      500,
      'ERR_SECRET_GET',
      `failed getting secret with key ${key} from secret store ${store}: secret ${key} not found`,
    ),

  invoke: (app: string, why: string, status = 500) =>
    new DaprFault(status, 'ERR_DIRECT_INVOKE', `failed to invoke, id: ${app}, err: ${why}`),
} as const

function job(status: number, reason: string, message: string, app: string): DaprFault {
  return rich(status, reason, message, reason, { appID: app, namespace: 'default' })
}

function jobSchedule(status: number, code: string, why: string, app: string): DaprFault {
  const message = `failed to schedule job due to: rpc error: code = ${code} desc = ${why}`
  return job(status, 'DAPR_SCHEDULER_SCHEDULE_JOB', message, app)
}
