import { defineConfig } from 'vitest/config'

/** Suites on real servers: Dapr, Kafka, RabbitMQ, PostgreSQL; `npm run test:dapr`. */
const common = {
  globalSetup: ['tests/real/setup.ts', 'tests/support/build.ts'],
  // Each file has servers of its own; a machine of two cores holds one set at a time.
  fileParallelism: false,
  deps: { interopDefault: false },
  testTimeout: 180_000,
  hookTimeout: 180_000,
}

/** The app's own tests, the very files that `npm test` runs on the embedded platform. */
const endToEnd = (on: string) => ({
  test: { ...common, name: on, include: ['tests/end-to-end/*.test.ts'], env: { CATNAP_ON: on } },
})

export default defineConfig({
  test: {
    fileParallelism: false,
    projects: [
      endToEnd('dapr'),
      endToEnd('dapr-rabbitmq'),
      endToEnd('dapr-neon'),
      { test: { ...common, name: 'conformance', include: ['tests/conformance/*.test.ts'] } },
      { test: { ...common, name: 'neon', include: ['tests/neon/*.test.ts'] } },
      { test: { ...common, name: 'observability', include: ['tests/observability/*.test.ts'] } },
    ],
  },
})
