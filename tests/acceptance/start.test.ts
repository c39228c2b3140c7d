import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSupabaseClient } from '../../batch/io/create-supabase-client.ts';
import type { StartReport } from '../../batch/jobs/start/start-report.ts';
import { readStackState } from '../../batch/stack/read-stack-state.ts';
import { stopStack } from '../../batch/stack/stop-stack.ts';
import { newTempFolder } from '../fixtures/new-temp-folder.ts';
import { connectDatabase } from '../support/stack/connect-database.ts';
import type { CommandResult } from '../support/stack/run-matching.ts';
import type { LiveModel } from './support/live-model.ts';
import { runCli } from './support/run-cli.ts';
import { testArtifactFaults } from './support/test-artifact-faults.ts';
import { testNopeEffect } from './support/test-nope-effect.ts';

const root = join(newTempFolder(), 'data');
const anyPorts = ['--root', root, '--api-port', '0', '--db-port', '0'];
// Little training and two quick baselines: what is tested here is the loop, not the model.
const settings = ['--set', 'epochs=2', '--set', 'baselines=["popularity","itemKnn"]'];
const start = () => runCli(['start', '--once', ...anyPorts, ...settings]);

async function readReport({ stdout }: CommandResult): Promise<StartReport> {
  const path = /^Report +(.+)$/m.exec(stdout)?.[1];
  if (path === undefined) throw new Error(`the start names no report:\n${stdout}`);
  return JSON.parse(await readFile(path, 'utf8'));
}

let first: CommandResult;
beforeAll(async () => {
  first = await start();
}, 300_000);
afterAll(async () => {
  if (await readStackState(root)) await stopStack(root);
});

test('start --help prints usage and does nothing', async () => {
  const { status, stdout, stderr } = await runCli(['start', '--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: matching start \[options\]/);
  for (const option of ['--data', '--once', '--preset', '--set', '--root', '--api-port', '--db-port']) {
    expect(stdout).toContain(option);
  }
});

describe('a first start', () => {
  let report: StartReport;
  beforeAll(async () => {
    report = await readReport(first);
  });

  test('ends well, and leaves no stack behind', async () => {
    expect(first.status, first.stderr).toBe(0);
    expect(await readStackState(root)).toBeUndefined();
  });

  test('reports the model and how well it and each baseline rank', () => {
    expect(report.modelVersion).toMatch(/^v\d{14}-[0-9a-f]{8}$/);
    expect(report.reused).toBe(false);
    for (const name of ['model', 'popularity', 'itemKnn']) {
      const metrics = report.metrics[name]!;
      expect(metrics.people).toBeGreaterThan(50);
      for (const share of ['coverage20', 'ndcg10', 'ndcg20', 'recall10', 'recall20'].map(
        (key) => metrics[key],
      )) {
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
    expect(report.training).toMatchObject({ backend: 'wasm', examplesPerSecond: expect.any(Number) });
  });

  test('reports what there is, and the seconds of each step', () => {
    expect(report.counts.items).toBe(2000);
    expect(report.counts.people).toBeGreaterThan(1000);
    expect(report.counts.decisions).toBeGreaterThan(50_000);
    const { total, ...steps } = report.seconds;
    expect(Object.keys(steps)).toEqual(
      'stack migrate load simulate import dataset train publish release serve'.split(' '),
    );
    for (const seconds of Object.values(steps)) expect(seconds).toBeGreaterThan(0);
    const sum = Object.values(steps).reduce((left, right) => left + right, 0);
    expect(sum).toBeLessThanOrEqual(total! + 0.01);
    expect(sum).toBeGreaterThan(total! * 0.95);
  });

  test('shows a page of the active model before and after a nope that works', () => {
    const { before, after, noped, liked, shareBefore, shareAfter } = report.demonstration;
    expect(liked).toBeGreaterThan(0);
    for (const page of [before, after]) {
      expect(page).toMatchObject({ model_version: report.modelVersion, degraded: [] });
      expect(page.items).toHaveLength(20);
      expect(page.items.map(({ source }) => source)).toContain('personalised');
    }
    const ids = (page: typeof before) => page.items.map(({ id }) => id);
    expect(ids(before)).toContain(noped.id);
    expect(ids(after)).not.toContain(noped.id);
    // Counted here once more: the share of the noped item's maker.
    const ofMaker = (page: typeof before) =>
      page.items.filter(({ id, maker }) => id !== noped.id && maker === noped.group).length;
    expect(shareBefore).toBeCloseTo(ofMaker(before) / 19, 6);
    expect(shareAfter).toBeCloseTo(ofMaker(after) / 20, 6);
    expect(shareAfter).toBeLessThan(shareBefore);
  });

  test('prints the figures that it reports', () => {
    expect(first.stdout).toContain(`Model ${report.modelVersion}`);
    for (const name of ['model', 'popularity', 'itemKnn']) {
      expect(first.stdout).toContain(report.metrics[name]!.ndcg10!.toFixed(4));
    }
    expect(first.stdout).not.toMatch(/sb_secret_|postgres(ql)?:\/\//);
  });
});

test('a second start trains nothing and serves the same model in less than 30 s', async () => {
  const before = await readReport(first);
  const second = await start();
  expect(second.status, second.stderr).toBe(0);
  const report = await readReport(second);
  expect(report).toMatchObject({ reused: true, modelVersion: before.modelVersion, metrics: before.metrics });
  expect(Object.keys(report.seconds)).toEqual(['stack', 'migrate', 'serve', 'total']);
  expect(report.seconds.total).toBeLessThan(30);
  expect(report.demonstration.after.model_version).toBe(before.modelVersion);
}, 120_000);

describe('the running model', () => {
  const live = {} as LiveModel;
  beforeAll(async () => {
    const started = await runCli(['stack', 'start', ...anyPorts]);
    if (started.status !== 0) throw new Error(started.stderr);
    const stack = (await readStackState(root))!;
    Object.assign(live, {
      root,
      stack,
      database: await connectDatabase(stack.dbUrl),
      admin: createSupabaseClient(stack.apiUrl, stack.secretKey),
      version: (await readReport(first)).modelVersion,
    });
  }, 60_000);
  afterAll(() => live.database?.end());

  test('lies in a partition that nobody reaches but through a function', async () => {
    const { rows } = await live.database.query(
      `select c.relrowsecurity as secured, (
         select count(*)::integer from aclexplode(c.relacl) as a left join pg_roles as r on r.oid = a.grantee
         where a.grantee = 0 or r.rolname in ('anon', 'authenticated')
       ) as strangers
       from pg_class as c where c.oid = ('app.' || app.item_vectors_partition($1))::regclass`,
      [live.version],
    );
    expect(rows).toEqual([{ secured: true, strangers: 0 }]);
  });

  testNopeEffect(() => live);
  testArtifactFaults(() => live);
});
