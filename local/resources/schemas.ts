import * as v from 'valibot'

const Scalar = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'must be a text, number or true/false'),
  v.transform(String),
)

const text = v.pipe(v.string('must be a text'), v.minLength(1, 'must not be empty'))

const Metadata = v.pipe(
  v.optional(
    v.array(
      v.looseObject({
        name: text,
        value: v.optional(v.nullable(Scalar)),
        secretKeyRef: v.optional(v.looseObject({ name: text, key: v.optional(text) })),
      }),
      'must be a list of {name, value}',
    ),
    [],
  ),
  v.transform((items) =>
    Object.fromEntries(items.flatMap(({ name, value }) => (value == null ? [] : [[name, value]]))),
  ),
)

const head = {
  apiVersion: text,
  metadata: v.looseObject({ name: text }),
  scopes: v.optional(v.array(text, 'must be a list of app ids')),
}

/** https://docs.dapr.io/reference/resource-specs/component-schema/ */
export const ComponentDocument = v.looseObject({
  ...head,
  apiVersion: v.literal('dapr.io/v1alpha1', 'must be dapr.io/v1alpha1'),
  spec: v.looseObject({
    type: v.pipe(text, v.regex(/^[a-z]+(\.[\w-]+)+$/i, 'must be a type such as state.postgresql')),
    version: v.optional(text, 'v1'),
    metadata: Metadata,
  }),
})

const count = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number'),
  v.minValue(0, 'must not be negative'),
)

const path = v.pipe(text, v.startsWith('/', 'must be a path such as /events'))

/** https://docs.dapr.io/reference/resource-specs/subscription-schema/ */
export const SubscriptionDocument = v.looseObject({
  ...head,
  apiVersion: v.literal('dapr.io/v2alpha1', 'must be dapr.io/v2alpha1'),
  spec: v.looseObject({
    pubsubname: text,
    topic: text,
    routes: v.looseObject({
      rules: v.optional(v.array(v.looseObject({ match: v.string('must be a text'), path })), []),
      default: v.optional(path),
    }),
    deadLetterTopic: v.optional(text),
    metadata: v.optional(v.record(v.string(), Scalar), {}),
    bulkSubscribe: v.optional(
      v.looseObject({
        enabled: v.optional(v.boolean('must be true or false'), false),
        maxMessagesCount: v.optional(count),
        maxAwaitDurationMs: v.optional(count),
      }),
    ),
  }),
})

/** What would change how things are done and is not done here: better refused than passed over. */
const notOffered = v.optional(v.undefined_('is not offered here'))

const RetryPolicy = v.looseObject({
  matching: notOffered,
  policy: v.optional(
    v.pipe(
      v.string('must be a text'),
      v.toLowerCase(),
      v.picklist(['constant', 'exponential'], 'must be constant or exponential'),
    ),
    'constant',
  ),
  duration: v.optional(text),
  maxInterval: v.optional(text),
  maxRetries: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number'),
      v.minValue(-1, 'must be -1 (for ever) or more'),
    ),
  ),
})

const Direction = v.looseObject({
  retry: v.optional(text),
  timeout: v.optional(text),
  circuitBreaker: notOffered,
})

/** https://docs.dapr.io/reference/resource-specs/resiliency-schema/ */
export const ResiliencyDocument = v.looseObject({
  ...head,
  apiVersion: v.literal('dapr.io/v1alpha1', 'must be dapr.io/v1alpha1'),
  spec: v.looseObject({
    policies: v.optional(
      v.looseObject({
        retries: v.optional(v.record(v.string(), RetryPolicy), {}),
        timeouts: v.optional(v.record(v.string(), text), {}),
      }),
      {},
    ),
    targets: v.optional(
      v.looseObject({
        apps: notOffered,
        components: v.optional(v.record(v.string(), v.looseObject({ inbound: v.optional(Direction) })), {}),
      }),
      {},
    ),
  }),
})

const action = v.pipe(
  v.string('must be a text'),
  v.check((text) => /^(allow|deny)$/i.test(text), 'must be allow or deny'),
)

const ApiRules = v.optional(
  v.array(v.looseObject({ name: text, version: text, protocol: v.optional(text) }), 'must be a list of rules'),
)

/** https://docs.dapr.io/reference/resource-specs/configuration-schema/ */
export const ConfigurationDocument = v.looseObject({
  ...head,
  spec: v.optional(
    v.looseObject({
      accessControl: v.optional(
        v.looseObject({
          defaultAction: v.optional(action),
          policies: v.optional(
            v.pipe(v.array(v.unknown()), v.maxLength(0, 'policies of single apps need mTLS and are not offered here')),
          ),
        }),
      ),
      api: v.optional(v.looseObject({ allowed: ApiRules, denied: ApiRules })),
      secrets: v.optional(
        v.looseObject({
          scopes: v.optional(
            v.array(
              v.looseObject({
                storeName: text,
                defaultAccess: v.optional(action),
                allowedSecrets: v.optional(v.array(text)),
                deniedSecrets: v.optional(v.array(text)),
              }),
            ),
          ),
        }),
      ),
    }),
    {},
  ),
})

export type RetryPolicy = v.InferOutput<typeof RetryPolicy>
export type ConfigurationDocument = v.InferOutput<typeof ConfigurationDocument>
export type ResiliencyDocument = v.InferOutput<typeof ResiliencyDocument>
