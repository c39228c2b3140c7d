import { defineConfig } from 'vitest/config';

/** Replaces modules for the whole process, so it needs one of its own. */
const mocking = 'tests/unit/train/select-backend.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/passed-failed-reporter.ts'],
    // Every worker may hold a database and a model: more of them than this would only wait for each other.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          exclude: [mocking],
          // Loading TensorFlow.js and DuckDB anew for each file would take longer than the tests.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/{contract,integration,acceptance,support}/**/*.test.ts', mocking],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
