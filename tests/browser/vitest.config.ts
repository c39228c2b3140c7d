import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import PassedFailedReporter from '../support/passed-failed-reporter.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    // Not *.test.ts: a plain run of vitest needs no browser.
    include: ['tests/browser/**/*.browser.ts'],
    globalSetup: ['tests/browser/support/require-chromium.ts'],
    fileParallelism: false,
    reporters: ['default', new PassedFailedReporter({ name: 'browser' })],
  },
});
