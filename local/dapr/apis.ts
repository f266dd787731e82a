import type { Activator } from '../activator/activator.ts'
import type { Broker } from '../broker/broker.ts'
import type { Components } from '../components.ts'
import type { Scheduler } from '../jobs/scheduler.ts'
import type { Configuration } from '../resources/configuration.ts'
import type { Subscription } from '../resources/read.ts'
import { bindingsApi } from './bindings.ts'
import { invoke } from './invoke.ts'
import { jobsApi } from './jobs.ts'
import { metadataApi } from './metadata.ts'
import { notConfigured } from './not-configured.ts'
import { publishApi } from './publish.ts'
import { secretsApi } from './secrets.ts'
import type { DaprServerOptions } from './server.ts'
import { stateApi } from './state.ts'

export interface ApiParts {
  broker: Broker
  scheduler: Scheduler
  components: Components
  subscriptions: { app: string; subscription: Subscription }[]
  activator: Activator
  appToken: string
  configuration: Configuration
}

/** All of Dapr's API that is offered, for {@link daprServer}. */
export function daprApis({
  broker,
  scheduler,
  components,
  subscriptions,
  activator,
  appToken,
  configuration,
}: ApiParts): Pick<DaprServerOptions, 'apis' | 'offers' | 'invoke'> {
  const subscribed = (app: string) => subscriptions.flatMap((one) => (one.app === app ? [one.subscription] : []))
  return {
    apis: {
      ...notConfigured,
      state: stateApi(components.states),
      publish: publishApi(broker, components.pubsubs),
      jobs: jobsApi(scheduler),
      bindings: bindingsApi(components.bindings),
      secrets: secretsApi(components.secrets, configuration.mayReadSecret),
      metadata: metadataApi(components.visible, subscribed),
    },
    offers: configuration.offers,
    invoke: (call, app, path) => invoke({ activator, appToken, configuration }, call, app, path),
  }
}
