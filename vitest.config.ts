import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{unit,contract,integration,acceptance,support}/**/*.test.ts'],
    reporters: ['default', './tests/support/passed-failed-reporter.ts'],
    // Every worker may hold a database and a model: more of them than this would only wait for each other.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
