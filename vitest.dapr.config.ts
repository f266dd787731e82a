import { defineConfig } from 'vitest/config'

/** Suites on real servers: Dapr, Kafka, RabbitMQ, PostgreSQL; `npm run test:dapr`. */
const common = {
  globalSetup: ['tests/real/setup.ts', 'tests/support/build.ts'],
  deps: { interopDefault: false },
  testTimeout: 180_000,
  hookTimeout: 180_000,
}

/**
 * The app's own tests, the very files that `npm test` runs on the embedded platform. Each has servers of its own and waits
 * for them most of the time, so two run side by side.
 */
const endToEnd = (on: string) => ({
  test: {
    ...common,
    name: on,
    include: ['tests/end-to-end/*.test.ts'],
    env: { CATNAP_ON: on },
    maxWorkers: 2,
    sequence: { groupOrder: 1 },
  },
})

/** Tests of one folder, one file at a time. */
const suite = (name: string, env: Record<string, string> = {}) => ({
  test: {
    ...common,
    name,
    include: [`tests/${name}/*.test.ts`],
    env,
    fileParallelism: false,
    sequence: { groupOrder: 2 },
  },
})

export default defineConfig({
  test: {
    projects: [
      endToEnd('dapr'),
      endToEnd('dapr-rabbitmq'),
      endToEnd('dapr-neon'),
      suite('conformance'),
      suite('outages', { CATNAP_ON: 'dapr' }),
      suite('neon'),
      suite('observability', { CATNAP_ON: 'dapr' }),
    ],
  },
})
