import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import PassedFailedReporter from '../support/passed-failed-reporter.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    // The same tests as in `npm test`, which makes 25 of the sequences and swipes.
    include: ['tests/contract/serving-properties.test.ts'],
    env: { PROPERTY_RUNS: '10000', SWIPE_RUNS: '1000' },
    hookTimeout: 120_000,
    reporters: ['default', new PassedFailedReporter({ name: 'properties' })],
  },
});
