/** Names of the Dapr components that functions use, as `dapr/components` defines them. */
export const components = {
  state: 'state',
  events: 'events',
  database: 'database',
  secrets: 'secrets',
} as const
