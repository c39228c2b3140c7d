import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';

export interface PassedFailedOptions {
  /** The summary goes to test-results/<name>.json. */
  name?: string;
}

interface Failure {
  file: string;
  /** Null for what failed outside of a test: loading a file, a hook of a suite, an unhandled error. */
  test: string | null;
  message: string;
}

interface Summary {
  name: string;
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
  failures: Failure[];
}

/**
 * Prints `N passed, N failed` as the very last line of a run, with `, N skipped` where there are any, and writes a
 * summary. Tests are counted; a file that does not load, a suite whose hook fails, a test that did not finish and an
 * unhandled error count as a failure each. So does a run that ends
 * with a failure for any other reason.
 */
export default class PassedFailedReporter implements Reporter {
  readonly #name: string;
  readonly #began = performance.now();
  #root = process.cwd();
  #summary: Summary | undefined;

  constructor({ name = 'tests' }: PassedFailedOptions = {}) {
    this.#name = name;
  }

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
    // Whatever other reporters print when a run ends comes before this.
    if (!vitest.config.watch) process.once('exit', (status) => this.#printLastLine(status));
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const failures = [
      ...modules.flatMap((module) => this.#failuresAround(module)),
      ...tests.flatMap((test) => this.#failureOf(test)),
      ...errors.map(({ message }) => ({ file: '', test: null, message })),
    ];
    this.#summary = {
      name: this.#name,
      passed: count('passed'),
      failed: failures.length,
      skipped: count('skipped'),
      seconds: Math.round(performance.now() - this.#began) / 1000,
      failures,
    };
    const folder = join(this.#root, 'test-results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${this.#name}.json`), `${JSON.stringify(this.#summary, null, 2)}\n`);
  }

  #failuresAround(module: TestModule): Failure[] {
    const suites = [module, ...module.children.allSuites()];
    return suites.flatMap((suite) => {
      const [first] = suite.errors();
      return first ? [{ file: this.#path(module), test: null, message: first.message }] : [];
    });
  }

  #failureOf(test: TestCase): Failure[] {
    const { state, errors } = test.result();
    if (state === 'passed' || state === 'skipped') return [];
    const message = errors?.[0]?.message ?? 'the test did not finish';
    return [{ file: this.#path(test.module), test: test.fullName, message }];
  }

  #path({ moduleId }: TestModule): string {
    return relative(this.#root, moduleId);
  }

  #printLastLine(exitStatus: number): void {
    const { passed, failed: counted, skipped } = this.#summary ?? { passed: 0, failed: 0, skipped: 0 };
    // Also where no test failed: none was found, or a threshold was missed.
    const failed = exitStatus === 0 ? counted : Math.max(counted, 1);
    process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  }
}
