import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import PassedFailedReporter from '../support/passed-failed-reporter.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    // Not *.test.ts: they clone the project and install it, which takes minutes.
    include: ['tests/workflows/*.workflow.ts'],
    setupFiles: ['tests/support/clean-up-after-file.ts'],
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new PassedFailedReporter({ name: 'workflows' })],
  },
});
