import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import PassedFailedReporter from '../support/passed-failed-reporter.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    // Not *.test.ts: each kills and resumes dozens of processes, which takes minutes.
    include: ['tests/integration/**/*.recovery.ts'],
    setupFiles: ['tests/support/clean-up-after-file.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new PassedFailedReporter({ name: 'recovery' })],
  },
});
