import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataQualityJob } from '../../../batch/jobs/data-quality/data-quality-job.ts';
import { runJob } from '../../../batch/jobs/runner/run-job.ts';
import { readReport } from '../../../batch/validate/report/read-report.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;

// Three active items and a hidden one; one item is dearer than its list price.
beforeAll(async () => {
  database = await startTestDatabase();
  await database.client.query(`
    insert into app.sources (name) values ('shop') on conflict do nothing;
    insert into app.makers (name) values ('Maker A');
    insert into app.tags (name) values ('calm'), ('sea');
    insert into app.items (source, external_id, title, maker_id, released_at, price_yen, list_price_yen, image_urls)
    values
      ('shop', 'x1', 'Harbour', 1, '2024-01-01T09:00:00+09:00', 500, 400, '{"list": "https://example.org/1.jpg"}'),
      ('shop', 'x2', 'Lantern', 1, '2024-02-01', 300, 400, '{}'),
      ('shop', 'x3', 'Meadow', null, null, null, null, '{}'),
      ('shop', 'x4', 'Hidden', null, null, null, null, '{}');
    update app.items set status = 'hidden' where external_id = 'x4';
    insert into app.item_tags (item_id, tag_id) values (1, 1), (1, 2), (2, 1);
    insert into app.item_sources (source, external_id, item_id, record, record_sha256)
    values ('shop', 'x1', 1, '{"floors": ["mono", "dvd"]}', repeat('0', 64));
    update app.item_popularity set refreshed_at = now() - interval '2 days';
    insert into app.sync_watermarks (source, floor, released_until, synced_at)
    values ('shop', 'dvd', now(), now() - interval '12 hours')`);
});
afterAll(() => database.stop());

const run = (parameters: Record<string, unknown> = {}, dryRun = false) =>
  runJob(dataQualityJob, { root: database.root, parameters, dryRun, fresh: true });

async function writeRules(rules: Record<string, unknown>): Promise<string> {
  const file = path.join(database.root, 'rules.json');
  await writeFile(file, JSON.stringify({ dataset: 'catalogue', ...rules }));
  return file;
}

describe('data-quality', () => {
  it('scores what is stored and says how fresh it is', async () => {
    const { report } = await run();
    expect(report).toMatchObject({
      outcome: 'passed',
      accounting: { read: 3, accepted: 3, quarantined: 0, kept: 3 },
      scores: {
        // Ids 3, titles 3, releases 2, tags 2 of 3 each.
        completeness: 10 / 12,
        // No duration; 2 prices against a limit, 2 releases against two rules: nothing odd.
        accuracy: 1,
        consistency: 2 / 3,
        validity: 1,
        uniqueness: 1,
        timeliness: null,
      },
    });
    const written = await readReport(String(report.report).replace(/html$/, 'json'));
    expect(written.freshness.map(({ name, ageDays }) => [name, Math.round(ageDays! * 10) / 10])).toEqual([
      ['likes by item', 2],
      ['sync of shop dvd', 0.5],
    ]);
    expect(written.time).toMatchObject({ oldest: '2024-01-01T00:00:00Z', newest: '2024-02-01T00:00:00Z' });
    const filled = Object.fromEntries(written.fields.map(({ field, filled }) => [field, filled]));
    expect(filled).toMatchObject({ maker: 2, floors: 1, image_url_list: 1, price_yen: 2, performers: 0 });
    const files = [String(report.report), String(report.report).replace(/html$/, 'json')];
    for (const text of await Promise.all(files.map((file) => readFile(file, 'utf8')))) {
      expect(text).not.toMatch(/Harbour|Lantern|Meadow|x1/);
    }
    expect(await readdir(path.join(database.root, 'data', 'temp'))).toEqual([]);
  });

  it('leaves no report behind on a dry run', async () => {
    const folder = path.join(database.root, 'data', 'logs', 'quality');
    const before = existsSync(folder) ? await readdir(folder) : [];
    const { report } = await run({}, true);
    expect(report).toMatchObject({ dryRun: true, accounting: { read: 3 } });
    expect(existsSync(folder) ? await readdir(folder) : []).toEqual(before);
  });

  it('fails by a score that must not be so low, each time anew', async () => {
    const rules = await writeRules({
      thresholds: { consistency: { minimum: 0.9, severity: 'fail' } },
    });
    await expect(run({ rules })).rejects.toMatchObject({ code: 'QUALITY_BELOW_THRESHOLD', exitStatus: 2 });
    await database.client.query("update app.items set price_yen = 400 where external_id = 'x1'");
    try {
      const { report } = await runJob(dataQualityJob, { root: database.root, parameters: { rules } });
      expect(report).toMatchObject({ outcome: 'passed', scores: { consistency: 1 } });
    } finally {
      await database.client.query("update app.items set price_yen = 500 where external_id = 'x1'");
    }
  });

  it('prints the scores as a table, also where they fail', async () => {
    const passed = await runMatching(['quality', 'report', '--root', database.root]);
    expect(passed.stdout).toMatch(/completeness\s+0\.833\s+0\.80\s+ok/);
    expect(passed.stdout).toMatch(/timeliness\s+-\s+0\.50\s+not judged/);
    expect(passed.stdout).toMatch(/likes by item\s+2\.0 days ago/);
    expect(passed.status).toBe(0);
    const rules = await writeRules({ thresholds: { consistency: { minimum: 0.9, severity: 'fail' } } });
    const failed = await runMatching(['quality', 'report', '--root', database.root, '--rules', rules]);
    expect(failed.status).toBe(2);
    expect(failed.stdout).toMatch(/consistency\s+0\.667\s+0\.90\s+failed/);
    expect(failed.stderr).toContain('QUALITY_BELOW_THRESHOLD');
  });
});
