import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataManager } from '../../../batch/data-manager/create-data-manager.ts';
import { emptyRawRow } from '../../../shared/catalogue/empty-raw-row.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
}, 120_000);
afterAll(() => database?.stop());

/** The first block of TypeScript in docs/data-manager.md, importing from where the project is. */
async function example(): Promise<string> {
  const text = await readFile('docs/data-manager.md', 'utf8');
  const code = /```ts\n(.*?)```/s.exec(text)![1]!;
  return code.replaceAll("'./batch/", `'${pathToFileURL(process.cwd())}/batch/`);
}

const items = ['a', 'b', 'c'].map((id) =>
  JSON.stringify({ item_id: id, title: `Title ${id}`, tags: ['tag-mint'] }),
);
// By hand: four likes and nopes are kept; the fifth row's rating is neutral, the sixth names an unknown item.
const swipes = [
  'ann,a,5,1767323045',
  'ann,b,1,1767323046',
  'bob,a,4,1767323047',
  'bob,c,2,1767323048',
  'cid,c,3,1767323049',
  'cid,z,5,1767323050',
];

describe('createDataManager()', () => {
  it('does what the example in the documentation says', async () => {
    const folder = newTempFolder();
    await writeFile(join(folder, 'example.mts'), await example());
    await writeFile(join(folder, 'items.jsonl'), `${items.join('\n')}\n`);
    await writeFile(join(folder, 'swipes.csv'), `user_id,item_id,rating,timestamp\n${swipes.join('\n')}\n`);
    const tsx = pathToFileURL(join(process.cwd(), 'node_modules/tsx/dist/esm/index.mjs')).href;
    const child = spawn(process.execPath, ['--import', tsx, 'example.mts'], {
      cwd: folder,
      env: { ...process.env, MATCHING_ROOT: database.root, SUPABASE_DB_URL: '' },
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk) => {
        output[name] += String(chunk);
      });
    }
    const [status] = await once(child, 'close');
    expect({ status, ...output }).toMatchObject({ status: 0 });
    expect(output.stdout).toContain('6 rows, taken for events');
    expect(output.stdout).toContain('read 6 = 5 + 1');
    expect(output.stdout).toMatch(/validity (0\.\d\d|1\.00)/);
    // Raw, processed and validated catalogue and events.
    expect(output.stdout).toContain('6 datasets verified');
    expect(output.stdout).toContain('4 decisions in ');
    expect(output.stdout).toMatch(
      /refresh-popularity succeeded\nimport-files succeeded\nimport-files succeeded\n/,
    );

    const data = createDataManager({ root: database.root });
    expect((await data.datasets.list({ stage: 'exports' })).datasets).toHaveLength(1);
    expect(await data.export.history()).toMatchObject([{ export: 'decisions', rows: 4 }]);
    const [newest] = await data.pipelines.status({ job: 'import-files', limit: 1 });
    expect((await data.pipelines.runDetail(newest!.id.slice(0, 8))).steps).toMatchObject([
      { name: 'import' },
    ]);
  });

  it('makes datasets without a database', async () => {
    const root = newTempFolder();
    await writeFile(join(root, 'items.jsonl'), `${items.join('\n')}\n`);
    const data = createDataManager({ root });
    const report = await data.ingestion.importFiles({
      paths: [join(root, 'items.jsonl')],
      kind: 'catalogue',
      source: 'shop',
      datasetOnly: true,
    });
    expect(report).toMatchObject({ stored: null, catalogue: { read: 3, accepted: 3, kept: 3 } });
    expect((await data.validation.qualityReport('validated/shop-catalogue')).accounting.kept).toBe(3);
    await expect(data.validation.qualityReport('raw/shop-catalogue')).rejects.toMatchObject({
      code: 'DATASET_MISSING',
    });
    expect((await data.datasets.find('validated/shop-catalogue')).manifest.tables[0]!.rows).toBe(3);
    expect((await data.datasets.prune({ keep: 1, dryRun: true })).datasets).toEqual([]);
    await expect(data.pipelines.status()).rejects.toMatchObject({ code: 'STACK_NOT_RUNNING' });
  });

  it('cleans a row, reads rules and lists what there is', async () => {
    const data = createDataManager({ root: newTempFolder() });
    const row = {
      ...emptyRawRow('shop'),
      ...{ externalId: 'a', title: 'Ａｌｐｈａ', price: '210~' },
      ...{ releasedAt: '2026-01-02 00:00:00', duration: '1:30:00' },
    };
    const { record, problems } = await data.processing.normaliseCatalogueRow(row, { timeZone: 'Asia/Tokyo' });
    expect(problems).toEqual([]);
    // Midnight in Tokyo is 15:00 in UTC the day before.
    expect(record).toMatchObject({
      title: 'Alpha',
      priceYen: 210,
      durationMinutes: 90,
      releasedAt: expect.stringMatching(/^2026-01-01T15:00:00/),
    });
    expect(await data.validation.readRules('events')).toMatchObject({ dataset: 'events' });
    expect((await data.schemas.list()).length).toBeGreaterThan(15);
    expect(await data.schemas.show('event-record')).toMatchObject({ type: 'object' });
    expect((await data.export.list()).map(({ name }) => name)).toContain('decisions');
    expect((await data.pipelines.list()).map(({ name }) => name)).toContain('nightly-training');
    await expect(data.pipelines.run('nightly-trainign')).rejects.toMatchObject({ code: 'JOB_UNKNOWN' });
  });
});
