import { defineConfig } from 'vitest/config'

const timeouts = { testTimeout: 30_000, hookTimeout: 30_000 }

// CommonJS packages are imported as Node and the bundles import them.
const deps = { interopDefault: false }

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['{functions,shared,local}/**/*.test.ts?(x)'], ...timeouts, deps } },
      {
        test: {
          name: 'app',
          include: ['scripts/**/*.test.ts', 'tests/{embedded,end-to-end}/*.test.ts', 'tests/conformance/local.test.ts'],
          globalSetup: ['tests/support/build.ts'],
          // Each of these files has a whole platform of its own; a machine of two cores holds one at a time.
          fileParallelism: false,
          deps,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: {
      include: ['{functions,shared,local}/**/*.ts?(x)'],
      exclude: ['**/*.test.ts?(x)', '**/*.suite.ts', '**/fixtures/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 90 },
    },
  },
})
