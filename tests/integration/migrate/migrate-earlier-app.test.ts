import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrateEarlierAppJob } from '../../../batch/jobs/migrate-earlier-app/migrate-earlier-app-job.ts';
import type { MigrationReport } from '../../../batch/jobs/migrate-earlier-app/migration-report.ts';
import { type RunJobOptions, runJob } from '../../../batch/jobs/runner/run-job.ts';
import { storeCatalogue } from '../../../batch/store/store-catalogue.ts';
import { type StoreWorld, startStoreWorld } from '../store/support.ts';
import { smallExport, uuid, writeExport } from './write-export.ts';

let world: StoreWorld;
beforeAll(async () => {
  world = await startStoreWorld();
}, 180_000);
afterAll(() => world?.stop());
beforeEach(() => world.clear());

async function migrate(
  folder: string,
  { parameters = {}, ...options }: Partial<RunJobOptions> = {},
): Promise<MigrationReport & { folder: string }> {
  const { report } = await runJob(migrateEarlierAppJob, {
    root: world.database.root,
    parameters: { folder, maxRejectShare: 1, ...parameters },
    ...options,
  });
  return report as unknown as MigrationReport & { folder: string };
}

const table = (report: MigrationReport, name: string) => report.tables.find((one) => one.table === name)!;
const sums = (report: MigrationReport) =>
  report.tables.map(({ table: name, read, carried, quarantined, duplicate }) => [
    name,
    read,
    carried,
    quarantined,
    duplicate,
  ]);

const decisionsSql = `
  select d.source, d.person_key, i.external_id, d.decision::text,
    to_char(d.decided_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US')
  from app.imported_decisions as d join app.items as i on i.id = d.item_id order by 2, 3`;

/** All rows that a migration writes, without times and ids. */
const state = async () => [
  ...(await world.rows(decisionsSql)),
  ...(await world.rows(`
    select s.source, s.external_id, s.record_sha256, i.title from app.item_sources as s
    join app.items as i on i.id = s.item_id order by 1, 2`)),
  ...(await world.rows(
    'select t.name, g.name, g.show from app.tags as t left join app.tag_groups as g on g.id = t.group_id order by 1',
  )),
  ...(await world.rows('select name from app.performers order by 1')),
  ...(await world.rows(`
    select i.external_id, t.name from app.item_tags as l join app.items as i on i.id = l.item_id
    join app.tags as t on t.id = l.tag_id order by 1, 2`)),
  ...(await world.rows('select dataset, place, field, reason from app.quarantine order by 1, 2, 3, 4')),
];

// Counted by hand from the comments in smallExport.
const expectedSums = [
  ['items', 4, 2, 1, 1],
  ['tags', 4, 2, 1, 1],
  ['tagGroups', 2, 2, 0, 0],
  ['performers', 3, 2, 1, 0],
  ['itemTags', 6, 2, 2, 2],
  ['itemPerformers', 1, 1, 0, 0],
  ['people', 2, 2, 0, 0],
  // Carried: ann's nope on abc001, ann's like on abc002, bob's like on abc001.
  ['decisions', 11, 3, 6, 2],
];

describe('migrate-earlier-app', () => {
  it('audits an export row by row and changes nothing', async () => {
    const before = await state();
    const report = await migrate(writeExport(smallExport), { dryRun: true });
    expect(report.mode).toBe('audit');
    expect(sums(report)).toEqual(expectedSums);
    expect(table(report, 'decisions').reasons).toEqual({
      date_invalid: 1,
      decision_unknown: 1,
      item_refused: 1,
      item_unknown: 1,
      person_missing: 1,
      person_unknown: 1,
    });
    expect(table(report, 'itemTags').reasons).toEqual({ item_refused: 1, tag_unknown: 1 });
    expect(table(report, 'performers').reasons).toEqual({ not_an_object: 1 });
    expect(table(report, 'items')).toMatchObject({
      reasons: { external_id_missing: 1 },
      matches: { exact: 0, caseInsensitive: 0, none: 4 },
      ignoredColumns: ['embedding_hint'],
    });
    expect(table(report, 'items').columns).toMatchObject({
      externalId: ['external_id'],
      durationSeconds: ['duration_seconds'],
    });
    expect(report.unknownDecisionTypes).toEqual([{ value: 'swipe_maybe', rows: 1 }]);
    expect(report.stored).toBeNull();
    expect(await state()).toEqual(before);
    expect(await world.rows('select count(*)::int from app.sources')).toEqual([[1]]);
    expect(existsSync(path.join(world.database.root, 'data', 'raw'))).toBe(false);
  });

  it('carries everything over: items by the normaliser, links, groups, the latest decisions', async () => {
    const report = await migrate(writeExport(smallExport));
    expect(sums(report)).toEqual(expectedSums);
    expect(report.stored).toEqual({
      items: { added: 2, changed: 0, unchanged: 0, merged: 0 },
      tagGroups: { added: 2 },
      tags: { added: 0, grouped: 2 },
      performers: { added: 1 },
      decisions: { added: 3, changed: 0, unchanged: 0, sameItem: 0 },
    });
    expect(await world.rows(decisionsSql)).toEqual([
      ['earlier-app', 'ann', 'ABC001', 'nope', '2025-01-01 01:00:00.123456'],
      ['earlier-app', 'ann', 'abc002', 'like', '2025-01-02 00:00:00.000000'],
      ['earlier-app', 'bob', 'ABC001', 'like', '2025-01-01 00:00:00.000000'],
    ]);
    expect(
      await world.rows(`
        select i.source, i.external_id, i.title, m.name, i.duration_minutes, i.price_yen, i.sample_image_urls,
          array(select t.name from app.item_tags as l join app.tags as t on t.id = l.tag_id where l.item_id = i.id)
        from app.items as i left join app.makers as m on m.id = i.maker_id order by 2`),
    ).toEqual([
      // 5,400 seconds are 90 minutes. Of abc002 the later title counts.
      ['dmm', 'ABC001', 'First', 'Maker One', 90, 980, ['https://shop.example/1.jpg'], ['mint']],
      ['dmm', 'abc002', 'Second again', null, null, null, [], ['plum']],
    ]);
    expect(await world.rows('select name, show, use_for_training from app.tag_groups order by 1')).toEqual([
      ['Internal', false, true],
      ['Place', true, true],
    ]);
    // Of people only the place is shown: 11 decisions, 6 of them refused.
    expect(
      await world.rows(
        `select place, field, record from app.quarantine where dataset = 'events' order by 1 limit 2`,
      ),
    ).toEqual([
      ['user_video_decisions.json.gz:10', 'date', null],
      ['user_video_decisions.json.gz:11', 'person', null],
    ]);
    expect(
      await world.rows(
        `select place, field, reason from app.quarantine where dataset = 'catalogue' order by 1`,
      ),
    ).toEqual([['videos.json:4', 'external_id', 'external_id_missing']]);
    const text = readFileSync(path.join(report.folder, 'report.txt'), 'utf8');
    expect(text).toContain('11 read = 3 carried over + 6 quarantined + 2 duplicate');
    expect(text).not.toMatch(/\bann\b|\bbob\b/);
    expect(readFileSync(report.unmatchedItems.file!, 'utf8')).toBe(`${uuid(9)}\n`);
  });

  it('changes nothing the second time', async () => {
    const folder = writeExport(smallExport);
    await migrate(folder);
    const before = await state();
    const report = await migrate(folder);
    expect(report.stored).toEqual({
      items: { added: 0, changed: 0, unchanged: 2, merged: 0 },
      tagGroups: { added: 0 },
      tags: { added: 0, grouped: 0 },
      performers: { added: 0 },
      decisions: { added: 0, changed: 0, unchanged: 3, sameItem: 0 },
    });
    // Now the catalogue has them: the row without an id is in no way.
    expect(table(report, 'items').matches).toEqual({ exact: 3, caseInsensitive: 0, none: 1 });
    expect(await state()).toEqual(before);
  });

  it('recognises items that the catalogue has in another spelling, and counts them', async () => {
    const files = await world.catalogue([{ source: 'dmm', external_id: 'abc001', title: 'Known' }]);
    await storeCatalogue(world.client, world.duck, { files, source: 'dmm' });
    const report = await migrate(writeExport(smallExport));
    expect(table(report, 'items').matches).toEqual({ exact: 0, caseInsensitive: 1, none: 3 });
    expect(report.stored!.items).toMatchObject({ added: 1, changed: 1 });
    expect((await world.rows(decisionsSql)).map((row) => row[2])).toEqual(['abc001', 'abc002', 'abc001']);
    // By uuid exactly: 9 rows, of which one has no such item; bob's abc001 is now spelled as the catalogue has it.
    expect(table(report, 'decisions').matches).toEqual({ exact: 10, caseInsensitive: 0, none: 1 });
  });

  it('takes decisions alone, on items of the catalogue, in any spelling', async () => {
    const files = await world.catalogue([
      { source: 'dmm', external_id: 'abc001' },
      { source: 'dmm', external_id: 'abc002' },
    ]);
    await storeCatalogue(world.client, world.duck, { files, source: 'dmm' });
    const folder = writeExport({
      'decisions.csv':
        'user_id,item_id,decision,created_at\nann,ABC001,like,2025-01-01\nann,abc002,nope,2025-01-01\nann,zzz,like,2025-01-01\n',
    });
    const report = await migrate(folder, { parameters: { source: 'dmm' } });
    expect(table(report, 'decisions').matches).toEqual({ exact: 1, caseInsensitive: 1, none: 1 });
    expect((await world.rows(decisionsSql)).map((row) => row.slice(2, 4))).toEqual([
      ['abc001', 'like'],
      ['abc002', 'nope'],
    ]);
  });

  it('counts one decision where two items of the export turn out to be one', async () => {
    const jan = '4900000000017';
    const folder = writeExport({
      'videos.json': [
        { id: '1', external_id: 'a', source: 'dmm', title: 'A', jan_code: jan },
        { id: '2', external_id: 'b', source: 'other', title: 'B', jan_code: jan },
      ],
      'decisions.csv':
        'user_id,video_id,decision_type,created_at\nann,1,like,2025-01-01\nann,2,nope,2025-01-02\n',
    });
    const report = await migrate(folder);
    expect(report.stored!.items).toMatchObject({ added: 1, merged: 1 });
    expect(report.stored!.decisions).toMatchObject({ added: 1, sameItem: 1 });
    expect((await world.rows(decisionsSql)).map((row) => row.slice(2, 4))).toEqual([['a', 'nope']]);
  });

  it('stores nothing where more rows would be refused than the limit allows', async () => {
    const before = await state();
    const folder = writeExport(smallExport);
    await expect(migrate(folder, { parameters: { maxRejectShare: 0.5 } })).rejects.toMatchObject({
      code: 'TOO_MANY_REJECTS',
      // 6 of 11 decisions = 54.5 %; no other table is above a half.
      message: expect.stringContaining('54.5 % of decisions (6 of 11 rows)'),
    });
    expect(await state()).toEqual(before);
  });

  it('keeps what the content policy blocks out, with its decisions', async () => {
    await world.client.query(`
      insert into app.content_policies (policy, policy_sha256, applied_at)
      values ('{"rules":[{"id":"no-first","subject":"keyword","values":["first"]}]}', repeat('b', 64), now())`);
    try {
      const report = await migrate(writeExport(smallExport));
      expect(table(report, 'items').reasons).toEqual({ external_id_missing: 1, policy_blocked: 1 });
      expect(await world.rows('select external_id from app.items')).toEqual([['abc002']]);
      expect(await world.rows('select rule, blocked::int from app.policy_blocks')).toEqual([['no-first', 1]]);
      // Four decisions on abc001: three people known, and uuid(4), which has no id. cat is refused before.
      expect(table(report, 'decisions').reasons.item_refused).toBe(4);
    } finally {
      await world.client.query('truncate app.content_policies cascade');
    }
  });

  it('ends in the same state when it is broken off at any step and run again', async () => {
    const folder = writeExport(smallExport);
    await migrate(folder);
    const undisturbed = await state();
    for (const stopAt of ['store items', 'store names', 'store decisions', 'show quarantine']) {
      await world.clear();
      const controller = new AbortController();
      const onStep: RunJobOptions['onStep'] = ({ name, status }) => {
        if (name === stopAt && status === 'started') controller.abort(new Error('killed'));
      };
      await expect(migrate(folder, { signal: controller.signal, onStep, fresh: true })).rejects.toThrow(
        'killed',
      );
      await migrate(folder);
      expect(await state()).toEqual(undisturbed);
    }
  });
});

describe('an export that cannot be read', () => {
  const cases: [string, Record<string, string>, string][] = [
    ['has no known table', { 'notes.csv': 'a,b\n1,2\n' }, 'none of its files is a known table'],
    ['has no files', { 'readme.md': 'x' }, 'it holds no .csv'],
    [
      'lacks a column',
      { 'decisions.csv': 'user_id,decision,created_at\nann,like,2025-01-01\n' },
      'no column for item',
    ],
    ['is cut off', { 'videos.json': '[{"id":"1","external_id":"a"},{"id":' }, 'it is cut off'],
    ['goes on after its end', { 'videos.json': '[{"id":"1"}] [' }, 'something follows its end'],
  ];
  it.each(cases)('%s: says so', async (_, files, message) => {
    await expect(migrate(writeExport(files), { dryRun: true })).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
    });
  });

  it('takes empty tables for what they are', async () => {
    const folder = writeExport({
      'videos.json': '[ ]',
      'decisions.csv': 'user_id,video_id,decision_type,created_at\n',
    });
    const report = await migrate(folder);
    expect(sums(report)).toEqual([
      ['items', 0, 0, 0, 0],
      ['decisions', 0, 0, 0, 0],
    ]);
  });
});
