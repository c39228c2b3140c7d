import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** Faults that YAML and the rules of the project know nothing of. */
const bad = `
on:
  schedule:
    - cron: "99 * * * *"
permissions: {}
concurrency: one
jobs:
  first:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: reed
    steps:
      - run: echo "$WHAT"
        runs: 1
        env:
          WHAT: \${{ steps.none.outputs.what }}
  second:
    needs: [third]
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: {}
    steps:
      - run: echo "\${{ github.actor }}"
`;

test("check:workflows fails with GitHub's own words and with those of the rules", () => {
  const folder = newTempFolder();
  writeFileSync(join(folder, 'bad.yml'), bad);
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(project, 'node_modules/tsx/dist/cli.mjs'), 'tests/support/workflows/check-workflows.ts', folder],
    { cwd: project, encoding: 'utf8' },
  );
  expect(status).toBe(1);
  const lines = stderr.trim().split('\n');
  for (const told of [
    /^bad\.yml: line 4: .*cron/i,
    /line 12: Unexpected value 'reed'/,
    /line 15: Unexpected value 'runs'/,
    /line 17: Context access might be invalid: none/,
    /line 19: .*'third'/,
    /second, step 1: an expression inside run/,
  ]) {
    expect(lines).toContainEqual(expect.stringMatching(told));
  }
}, 60_000);
