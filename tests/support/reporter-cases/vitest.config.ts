import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import PassedFailedReporter from '../passed-failed-reporter.ts';

export default defineConfig({
  // The summary goes below the root: a temporary folder, named by whoever runs this.
  root: process.env.REPORTER_CASES_ROOT!,
  test: {
    dir: fileURLToPath(new URL('.', import.meta.url)),
    include: [`**/${process.env.REPORTER_CASES}.case.ts`],
    reporters: ['default', new PassedFailedReporter({ name: 'cases' })],
  },
});
