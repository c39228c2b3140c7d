import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../shared/client/create-client.ts';
import { newTempFolder } from '../fixtures/new-temp-folder.ts';
import type { CommandResult } from '../support/stack/run-matching.ts';
import { readWorkflowFiles } from '../support/workflows/read-workflow-files.ts';
import { runWorkflowStep, type WorkflowRun } from '../support/workflows/run-workflow-step.ts';
import { parseWorkflow, type WorkflowStep } from '../support/workflows/workflow.ts';

/*
 * train.yml as it stands, step by step, on a clean clone of the last commit: what is not committed is not tested. The
 * clone is what /app is in the container, a folder what the volume /data is, and the embedded stack the project. Its
 * data is a made-up world, imported by the workflow itself: the DMM API wants credentials.
 */
const project = fileURLToPath(new URL('../../', import.meta.url));
const folder = newTempFolder();
const checkout = join(folder, 'clone');
const root = join(folder, 'data');
const run: WorkflowRun = {
  checkout,
  temp: join(folder, 'temp'),
  environment: { MATCHING_ROOT: root, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  inputs: {
    preset: 'quickstart',
    source: 'import',
    paths: JSON.stringify([join(folder, 'world')]),
    release: 'promote',
  },
  secrets: {},
  vars: {},
  outputs: {},
};
const minutes = 60_000;

async function stepsOf(file: string, job: string): Promise<WorkflowStep[]> {
  const workflow = (await readWorkflowFiles()).find(({ name }) => name === file)!;
  return parseWorkflow(workflow.text).jobs[job]!.steps!;
}

/** A command of a person on the machine, no part of a workflow. */
async function byHand(script: string): Promise<CommandResult> {
  const result = await runWorkflowStep({ run: script }, run);
  expect(result.status, `${script}\n${result.stderr}`).toBe(0);
  return result;
}

async function expectToRun(steps: readonly WorkflowStep[]): Promise<void> {
  for (const step of steps) {
    const { status, stdout, stderr } = await runWorkflowStep(step, run);
    expect(status, `${step.name ?? step.run}\n${stdout}\n${stderr}`).toBe(0);
  }
}

beforeAll(async () => {
  mkdirSync(run.temp);
  mkdirSync(checkout);
  await byHand(`git clone --quiet "${project}" .`);
  await byHand('npm ci');
  await byHand('npx matching stack start --api-port 0 --db-port 0');
  const { stdout } = await byHand('npx matching stack status --env');
  for (const [, name, value] of stdout.matchAll(/^export (\w+)='(.*)'$/gm)) run.secrets[name!] = value!;
  run.secrets.MATCHING_PSEUDONYM_KEY = '0123456789abcdef'.repeat(4);
  run.vars.SUPABASE_PROJECT_REF = run.secrets.SUPABASE_DB_URL!;
  await byHand(
    `npx matching simulate --out "${join(folder, 'world')}" --people 450 --items 600 --decisions 38000`,
  );
}, 15 * minutes);
afterAll(() => byHand('npx matching stack stop'), 2 * minutes);

test(
  'deploy.yml plans the migrations, and then applies them',
  async () => {
    const [plan] = (await stepsOf('deploy.yml', 'plan')).filter(
      ({ name }) => name === 'What would be applied',
    );
    const planned = await runWorkflowStep(plan!, run);
    expect(planned.status, planned.stderr).toBe(0);
    expect(planned.stdout + planned.stderr).toMatch(/20\d{12}_\w+\.sql/);
    await expectToRun((await stepsOf('deploy.yml', 'deploy')).filter(({ name }) => name === 'Database'));
    const again = await runWorkflowStep(plan!, run);
    expect(again.stdout + again.stderr).not.toMatch(/20\d{12}_\w+\.sql/);
  },
  5 * minutes,
);

test(
  'train.yml ends with a new version that serves',
  async () => {
    const steps = (await stepsOf('train.yml', 'train')).filter((step) => step.run !== undefined);
    expect(steps.map(({ name }) => name)).toEqual([
      'What this machine has',
      'Bring in data',
      'Train, publish, judge',
      'Release',
      'Keep the report',
    ]);
    await expectToRun(steps);
    const { version } = run.outputs.train!;
    expect(version).toMatch(/^v\d{14}-[0-9a-f]{8}$/);
    const api = createClient({
      url: run.secrets.SUPABASE_URL!,
      key: run.secrets.SUPABASE_PUBLISHABLE_KEY!,
      accessToken: () => '',
    });
    expect(await api.reportStatus()).toMatchObject({ status: 'ok', model_version: version });
  },
  30 * minutes,
);

test(
  "deploy.yml's call of every endpoint finds it serving",
  async () => {
    const [smoke] = (await stepsOf('deploy.yml', 'deploy')).filter(({ name }) => name === 'Every endpoint');
    const result = await runWorkflowStep({ ...smoke!, run: `${smoke!.run} --personalised` }, run);
    expect(result.status, result.stderr).toBe(0);
    expect(result.stdout).toContain(run.outputs.train!.version);
  },
  5 * minutes,
);
