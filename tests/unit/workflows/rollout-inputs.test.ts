import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readWorkflowFiles } from '../../support/workflows/read-workflow-files.ts';
import { parseWorkflow } from '../../support/workflows/workflow.ts';

const rollout = (await readWorkflowFiles()).find(({ name }) => name === 'rollout.yml')!;
const script = parseWorkflow(rollout.text).jobs.rollout!.steps![0]!.run!;
const version = 'v20261124030000-0a1b2c3d';

interface Inputs {
  STEP: string;
  VERSION?: string;
  SHARE?: string;
  REASON?: string;
}

/** The step's own script, as the runner starts it. */
function check(inputs: Inputs): number | null {
  const env = { PATH: process.env.PATH, VERSION: '', SHARE: '', REASON: '', ...inputs };
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { env }).status;
}

test.each<Inputs>([
  { STEP: 'status' },
  { STEP: 'check' },
  { STEP: 'rollback', REASON: 'errors' },
  { STEP: 'promote', VERSION: version, REASON: 'a week without a breach' },
  ...['0.05', '0.1', '0.5', '0.50', '0.001', '0.49'].map((SHARE) => ({
    STEP: 'canary',
    VERSION: version,
    SHARE,
    REASON: 'next step',
  })),
])('%o is let through', (inputs) => {
  expect(check(inputs)).toBe(0);
});

test.each<Inputs>([
  { STEP: 'retire' },
  { STEP: '' },
  { STEP: 'rollback' },
  { STEP: 'rollback', REASON: '   ' },
  { STEP: 'promote', VERSION: version },
  { STEP: 'promote', VERSION: `${version}; id`, REASON: 'x' },
  { STEP: 'promote', VERSION: '$(id)', REASON: 'x' },
  ...['', '0', '0.0', '0.51', '0.6', '1', '5', '-0.1', '.1', '0.1 --force', '1e-1'].map((SHARE) => ({
    STEP: 'shadow',
    VERSION: version,
    SHARE,
    REASON: 'x',
  })),
])('%o is refused', (inputs) => {
  expect(check(inputs)).toBe(2);
});
