import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import PassedFailedReporter from '../support/passed-failed-reporter.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    // Not *.test.ts: a plain run of vitest needs no Prometheus.
    include: ['tests/monitoring/**/*.monitoring.ts'],
    globalSetup: ['tests/monitoring/support/require-prometheus.ts'],
    setupFiles: ['tests/support/clean-up-after-file.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ['default', new PassedFailedReporter({ name: 'monitoring' })],
  },
});
