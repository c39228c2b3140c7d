import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirstSequencer } from './tests/support/longest-first-sequencer.ts';

/** Tests that replace modules for their whole process: each needs a process of its own. */
const mocking = readdirSync('tests/unit', { recursive: true, encoding: 'utf8' })
  .map((file) => join('tests/unit', file))
  .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('vi.mock('));

/** With a sequencer of ours, vitest would leave `--sequence.shuffle.files` unheard. */
const shuffled = process.argv.some((argument) => argument.startsWith('--sequence.shuffle'));

const shared = {
  // Loading TensorFlow.js, DuckDB and Postgres anew for each file would take as long as many a file's tests.
  isolate: false,
  setupFiles: ['tests/support/clean-up-after-file.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/passed-failed-reporter.ts'],
    // Every worker may hold a database and a model: more of them than this would only wait for each other.
    maxWorkers: 2,
    sequence: shuffled ? {} : { sequencer: LongestFirstSequencer },
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          exclude: mocking,
          // What one test changes must not be met by the next one.
          unstubEnvs: true,
          restoreMocks: true,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'whole',
          include: ['tests/{contract,integration,acceptance,support}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: { ...shared, name: 'mocking', include: mocking, isolate: true },
      },
    ],
  },
});
