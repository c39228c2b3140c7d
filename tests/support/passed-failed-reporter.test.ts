import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newTempFolder } from '../fixtures/new-temp-folder.ts';

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const config = fileURLToPath(new URL('./reporter-cases/vitest.config.ts', import.meta.url));

async function run(cases: string) {
  const root = newTempFolder();
  const child = spawn(process.execPath, [vitest, 'run', '--config', config], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, REPORTER_CASES: cases, REPORTER_CASES_ROOT: root },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const summary = await readFile(join(root, 'test-results/cases.json'), 'utf8').then(JSON.parse);
  return { status, lastLine: output.trimEnd().split('\n').at(-1), summary };
}

test('the last line and the summary count tests, hooks and files that do not load', async () => {
  const { status, lastLine, summary } = await run('{mixed,unloadable}');
  // Failed: one test, two hooks, one file. Skipped: one by itself, one whose suite could not begin.
  expect(lastLine).toBe('2 passed, 4 failed, 2 skipped');
  expect(status).toBe(1);
  expect(summary).toMatchObject({ name: 'cases', passed: 2, failed: 4, skipped: 2 });
  const messages = summary.failures.map(({ test: name, message }: Record<string, string>) => [name, message]);
  expect(messages).toEqual(
    expect.arrayContaining([
      ['fails', expect.stringContaining('expected 1 to be 2')],
      [null, 'cannot begin'],
      [null, 'cannot end'],
      [null, 'cannot load'],
    ]),
  );
}, 30_000);

test('a run in which all passed says so', async () => {
  expect(await run('passing')).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed' });
}, 30_000);

test('a run that found no test has failed', async () => {
  const { status, lastLine } = await run('missing');
  expect(status).toBe(1);
  expect(lastLine).toBe('0 passed, 1 failed');
}, 30_000);
