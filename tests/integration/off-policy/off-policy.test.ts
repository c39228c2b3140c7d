import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { loggedImpressionsSql } from '../../../batch/io/impressions/logged-impressions-sql.ts';
import { readImpressionLog } from '../../../batch/io/impressions/read-impression-log.ts';
import { loadTrainingSet } from '../../../batch/jobs/build-training-set/load-training-set.ts';
import { exportData } from '../../../batch/jobs/export/export-data.ts';
import { offPolicyReportSchema } from '../../../shared/contracts/off-policy-report.ts';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { openServingStack, type ServingStack } from '../../support/serving/open-serving-stack.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { writeSeededRun } from '../publish/support/write-seeded-run.ts';

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));
const limit = 10;

let stack: ServingStack;
let database: Client;
const people: string[] = [];

/** Somebody who sees two pages, likes the first item of each and nopes the second; the like names its page. */
async function swipe({ consent }: { consent: boolean }): Promise<string> {
  const client = createTestClient(stack.apiUrl, stack.publishableKey);
  const { data } = await client.auth.signInAnonymously();
  await client.functions.invoke('manage-account', { body: { action: 'confirm_adult' } });
  if (consent) {
    await client.functions.invoke('manage-account', { body: { action: 'set_training_consent', consent } });
  }
  for (let pages = 1; pages <= 2; pages++) {
    // As a project with pg_cron does every ten minutes.
    await database.query('select app.refresh_item_popularity()');
    const { data: body } = await client.functions.invoke('recommend-items', {
      body: { limit, exploration: 0 },
    });
    const page = recommendItemsResponseSchema.parse(body);
    expect(page).toMatchObject({ model_version: stack.modelVersion, degraded: [] });
    // Impressions are logged after the answer; feedback of before would not count.
    await vi.waitFor(async () => {
      const { rows } = await database.query<{ n: number }>(
        'select count(*)::int as n from app.impressions where request_id = $1',
        [page.request_id],
      );
      expect(rows[0]!.n).toBe(limit);
    });
    const event = (at: number, kind: string) => ({
      event_id: randomUUID(),
      item_id: page.items[at]!.id,
      kind,
      occurred_at: new Date().toISOString(),
      ...(kind === 'like' && { request_id: page.request_id }),
    });
    const sent = await client.functions.invoke('record-feedback', {
      body: { events: [event(0, 'like'), event(1, 'nope')] },
    });
    expect(sent.error).toBeNull();
  }
  return data.user!.id;
}

beforeAll(async () => {
  stack = await openServingStack({ items: 60, functionsFolder });
  database = await connectDatabase(stack.dbUrl, { applicationName: 'off-policy tests' });
  vi.stubEnv('SUPABASE_DB_URL', stack.dbUrl);
  vi.stubEnv('SUPABASE_URL', stack.apiUrl);
  vi.stubEnv('SUPABASE_SECRET_KEY', stack.secretKey);
  vi.stubEnv('MATCHING_PSEUDONYM_KEY', 'ab'.repeat(32));
  for (const consent of [true, true, false]) {
    people.push(await swipe({ consent }));
  }
  // Two days pass, and the model was there before.
  await database.query(`
    update app.impressions set shown_at = shown_at - interval '2 days';
    update app.events set received_at = received_at - interval '2 days',
      occurred_at = occurred_at - interval '2 days';
    update app.decisions set decided_at = decided_at - interval '2 days';
    update app.items set created_at = created_at - interval '2 days'`);
}, 180_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await database?.end();
  await stack?.remove();
});

const offPolicy = (...args: string[]) =>
  runMatching(['models', 'off-policy', 'active', '--root', stack.root, ...args]);

describe('readImpressionLog()', () => {
  it('reads pages of people who consent, what came of them, and what was known of the people', async () => {
    const log = await readImpressionLog(database, { days: 7 });
    expect(log.pages.map(({ person, places }) => [person, places])).toEqual([
      [0, limit],
      [0, limit],
      [1, limit],
      [1, limit],
    ]);
    for (const { shown } of log.pages) {
      expect(shown.map(({ liked }) => liked)).toEqual(Array.from({ length: limit }, (_, at) => at === 0));
      expect(shown.every(({ propensity }) => propensity === 1)).toBe(true);
    }
    expect(log.decisions.map((list) => list.filter(({ isLike }) => isLike).length)).toEqual([2, 2]);
    expect(log.decisions.map((list) => list.length)).toEqual([4, 4]);
    expect(log.pending).toBe(0);
    expect(JSON.stringify(log)).not.toContain(people[0]!);
  });

  it('leaves out what is too long ago, and counts what is pending', async () => {
    expect((await readImpressionLog(database, { days: 1.5 })).pages).toEqual([]);
    await database.query(`update app.impressions set shown_at = shown_at + interval '40 hours'`);
    try {
      // 2 pages of 10 of two people.
      expect(await readImpressionLog(database, { days: 7 })).toMatchObject({ pages: [], pending: 40 });
    } finally {
      await database.query(`update app.impressions set shown_at = shown_at - interval '40 hours'`);
    }
  });

  it('gives a like that names no page to the latest page that held the item', async () => {
    await database.query('begin');
    try {
      // An item of the first page of person 0 is shown again an hour after, and liked an hour after that.
      const { rows } = await database.query<{ request: string; item: string }>(
        `select request_id as request, item_id as item from app.impressions
         where person_id = $1 and position = 4 order by shown_at limit 1`,
        [people[0]],
      );
      const { request, item } = rows[0]!;
      await database.query(
        `insert into app.impressions (person_id, request_id, position, item_id, score, propensity, source, shown_at)
         values ($1, gen_random_uuid(), 0, $2, 1, 0.5, 'popular', now() - interval '47 hours')`,
        [people[0], item],
      );
      await database.query(
        `insert into app.events (person_id, event_id, item_id, kind, occurred_at, received_at)
         values ($1, gen_random_uuid(), $2, 'like', now() - interval '46 hours', now() - interval '46 hours')`,
        [people[0], item],
      );
      const { rows: found } = await database.query<{ liked: boolean; again: boolean }>(
        `select outcome is not distinct from 'like' as liked, request_id <> $3 as again
         from ${loggedImpressionsSql} as i
         where person_key = $1 and item_id = $2 order by shown_at`,
        [people[0], item, request],
      );
      expect(found.filter(({ liked }) => liked)).toHaveLength(1);
      expect(found.at(-1)).toEqual({ liked: true, again: true });
    } finally {
      await database.query('rollback');
    }
  });
});

describe('matching models off-policy', () => {
  it('finds that the model that served would have shown what it showed', async () => {
    const report = join(newTempFolder(), 'out.json');
    // Another model: drawn vectors again, but others.
    const shares = { root: stack.root, trainShare: 0.8, validationShare: 0.1, streamAboveDecisions: 1e9 };
    const { data } = await loadTrainingSet(database, shares);
    const other = await writeSeededRun(data.items, 1);
    const result = await offPolicy('--with-earlier', '--against', other.folder, '--report', report);
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('40 impressions on 4 pages of 2 people');
    expect(result.stdout).toContain('40 of 40 impressions were shown with certainty');
    const found = offPolicyReportSchema.parse(JSON.parse(await readFile(report, 'utf8')));
    // One of ten is liked.
    expect(found.logged).toMatchObject({ value: 0.1 });
    expect(found.impressions).toBe(40);
    expect(found.leftOut).toEqual({
      pending: 0,
      beforeModel: 0,
      propensityMissing: 0,
      propensityOfPlace: 0,
      itemGone: 0,
    });
    const [policy, against] = found.policies;
    expect(policy).toMatchObject({ version: stack.modelVersion, largestWeight: 1, clipped: 0 });
    // Vectors are stored in half precision, and so is the person's when it is compared: near ties may change places.
    expect(policy!.agreeing).toBeGreaterThanOrEqual(36);
    expect(policy!.effectiveSampleSize).toBeCloseTo(policy!.agreeing, 9);
    expect(policy!.meanWeight).toBe(policy!.agreeing / 40);
    expect(against).toMatchObject({ version: other.version, largestWeight: 1 });
    expect(against!.agreeing).toBeLessThan(20);
    expect(found.difference!.value).toBeCloseTo(policy!.ips.value - against!.ips.value, 12);
  });

  it('refuses pages of before the model was made unless they are asked for', async () => {
    const result = await offPolicy();
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('beforeModel 40');
    expect(result.stderr).toContain('--with-earlier');
  });

  it('counts propensities that are missing or zero, and makes no estimate of them', async () => {
    await database.query(`
      alter table app.impressions drop constraint impressions_propensity_check;
      alter table app.impressions alter column propensity drop not null;
      update app.impressions set propensity = case position when 0 then 0 when 1 then null else 1 end`);
    const { status, stdout } = await offPolicy('--with-earlier', '--json');
    expect(status).toBe(0);
    const found = offPolicyReportSchema.parse(JSON.parse(stdout));
    // Of each page 8 rows, none of them liked.
    expect(found).toMatchObject({ impressions: 32, leftOut: { propensityMissing: 8 }, logged: { value: 0 } });
  });

  it('says what is wrong with flags and models', async () => {
    expect(await offPolicy('--days', '0')).toMatchObject({ status: 2 });
    expect(await offPolicy('--against', 'nothing')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('nothing'),
    });
  });
});

describe('matching export run impressions', () => {
  it('writes what consenting people were shown, under pseudonyms', async () => {
    const { file } = await exportData(database, {
      root: stack.root,
      dataRoot: join(stack.root, 'data'),
      export: 'impressions',
    });
    const duck = await openDuckDb({ tempFolder: newTempFolder() });
    const rows = await duck.rows(`select * from read_parquet(${sqlText(file)})`).finally(() => duck.close());
    expect(rows).toHaveLength(40);
    expect(rows.filter(({ outcome }) => outcome === 'like')).toHaveLength(4);
    expect(rows.filter(({ outcome }) => outcome === 'nope')).toHaveLength(4);
    expect(new Set(rows.map(({ person_key }) => person_key)).size).toBe(2);
    expect(rows.every(({ person_key }) => /^[0-9a-f]{64}$/.test(String(person_key)))).toBe(true);
    expect(Object.keys(rows[0]!)).not.toContain('request_id');
  });
});
