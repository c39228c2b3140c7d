import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findRuleBreaches } from '../../support/workflows/find-rule-breaches.ts';
import { readWorkflowFiles } from '../../support/workflows/read-workflow-files.ts';
import { parseWorkflow } from '../../support/workflows/workflow.ts';

const files = await readWorkflowFiles();

const good = `
on: push
permissions: {}
concurrency:
  group: one
jobs:
  work:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - run: curl --header "apikey:$KEY" https://example.org
        env:
          KEY: \${{ secrets.KEY }}
`;

test.each(files)('$name keeps to the rules', ({ text }) => {
  expect(findRuleBreaches(text)).toEqual([]);
});

test('there is a workflow for tests, catalogue, training, deployment and rollout', () => {
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ci.yml', 'deploy.yml', 'rollout.yml', 'sync.yml', 'train.yml']),
  );
});

test('every script is one that bash can read', () => {
  for (const { name, text } of files) {
    for (const [id, job] of Object.entries(parseWorkflow(text).jobs)) {
      for (const { run } of job.steps ?? []) {
        if (run === undefined) continue;
        const { status, stderr } = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
        expect({ status, stderr }, `${name}, ${id}: ${run}`).toEqual({ status: 0, stderr: '' });
      }
    }
  }
});

describe('a workflow that breaks a rule', () => {
  /** Each replaces a part of the good workflow, and is told by one line. */
  const cases: { rule: string; part: string; by: string; told: RegExp }[] = [
    {
      rule: 'permissions of the workflow',
      part: 'permissions: {}',
      by: 'permissions: write-all',
      told: /workflow: perm/,
    },
    { rule: 'concurrency', part: 'concurrency:\n  group: one\n', by: '', told: /no concurrency/ },
    { rule: 'pull_request_target', part: 'on: push', by: 'on: { pull_request_target: {} }', told: /_target/ },
    {
      rule: 'permissions of a job',
      part: '    permissions:\n      contents: read\n',
      by: '',
      told: /work: permissions are not listed/,
    },
    {
      rule: 'all permissions for a job',
      part: 'permissions:\n      contents: read',
      by: 'permissions: write-all',
      told: /work: permissions are not listed/,
    },
    { rule: 'time-out', part: '    timeout-minutes: 5\n', by: '', told: /work: no timeout-minutes/ },
    { rule: 'fixed runner', part: 'ubuntu-24.04', by: 'ubuntu-latest', told: /runs-on/ },
    {
      rule: 'pin by tag',
      part: '@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
      by: '@v4',
      told: /not pinned/,
    },
    {
      rule: 'version beside the pin',
      part: ' # v4.2.2',
      by: '',
      told: /no comment names the version/,
    },
    {
      rule: 'credentials of checkout',
      part: 'persist-credentials: false',
      by: 'fetch-depth: 0',
      told: /leaves its credentials/,
    },
    {
      rule: 'input inside run',
      part: 'https://example.org',
      by: '"$' + '{{ inputs.where }}"',
      told: /expression inside run/,
    },
    {
      rule: 'event inside run',
      part: 'https://example.org',
      by: '"$' + '{{ github.event.issue.title }}"',
      told: /expression inside run/,
    },
    {
      rule: 'secret echoed',
      part: 'curl --header "apikey:$KEY"',
      by: 'echo "$KEY"',
      told: /prints the secret KEY/,
    },
    {
      rule: 'secret in braces',
      part: 'curl --header "apikey:$KEY"',
      by: 'printf %s $' + '{KEY}',
      told: /prints the secret KEY/,
    },
    {
      rule: 'whole environment',
      part: 'curl --header "apikey:$KEY"',
      by: 'env |',
      told: /whole environment/,
    },
    { rule: 'trace of the shell', part: 'run: curl', by: 'run: bash -x curl', told: /prints its commands/ },
    {
      rule: 'secret for a whole job',
      part: '    timeout-minutes: 5\n',
      by: '    timeout-minutes: 5\n    env:\n      ALL: $' + '{{ secrets.ALL }}\n',
      told: /jobs\.work\.env\.ALL: a secret outside/,
    },
    {
      rule: 'secret handed to an action',
      part: 'persist-credentials: false',
      by: 'persist-credentials: false\n          token: $' + "{{ secrets['T'] }}",
      told: /with\.token: a secret outside/,
    },
  ];

  test('the one that all of them are made of breaks none', () => {
    expect(findRuleBreaches(good)).toEqual([]);
  });

  test.each(cases)('$rule', ({ part, by, told }) => {
    expect(good).toContain(part);
    const breaches = findRuleBreaches(good.replace(part, by));
    expect(breaches).toHaveLength(1);
    expect(breaches[0]).toMatch(told);
  });
});
