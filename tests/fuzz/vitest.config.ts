import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import PassedFailedReporter from '../support/passed-failed-reporter.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    // The same tests as in `npm test`, which gives each reader a tenth of these cases, and the API a hundredth.
    include: [
      'tests/integration/serving/api-contract.test.ts',
      'tests/unit/ingest/fuzz.test.ts',
      'tests/unit/schemas/validate-file-fuzz.test.ts',
    ],
    env: { FUZZ_RUNS: '2000', REQUEST_RUNS: '10000' },
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new PassedFailedReporter({ name: 'fuzz' })],
  },
});
