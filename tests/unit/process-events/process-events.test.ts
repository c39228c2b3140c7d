import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFormat } from '../../../batch/ingest/files/detect-format.ts';
import { landFile } from '../../../batch/ingest/files/land-file.ts';
import { datasetFiles } from '../../../batch/io/datasets/dataset-files.ts';
import type { WrittenDataset } from '../../../batch/io/datasets/write-dataset.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { processEvents, type RawEvents } from '../../../batch/process/events/process-events.ts';
import { resolveEventReading } from '../../../batch/process/events/resolve-event-reading.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder() });
});
afterAll(() => duck.close());

const header = 'user_id,item_id,rating,timestamp';
const lines = Array.from({ length: 100 }, (_, n) => `p${n % 13},i${n % 7},${1 + (n % 5)},${n}`);

async function land(dataRoot: string, names: string[]): Promise<RawEvents[]> {
  const raw: RawEvents[] = [];
  for (const [index, name] of names.entries()) {
    const path = join(newTempFolder(), name);
    // The second file has one row without a person, one that is none, and one with a wrong time.
    const bad = index === 1 ? [',i1,5,1', 'x', 'p1,i1,5,soon'] : [];
    await writeFile(path, `${[header, ...lines, ...bad].join('\n')}\n`);
    const file = { path, label: name, ...detectFormat(path, { kind: 'events' }) };
    const { folder, manifest, columns } = await landFile({ dataRoot, duck }, file, { name: 'raw' });
    raw.push({ folder, manifest, file: name, reading: resolveEventReading(columns, { file: name }) });
  }
  return raw;
}

const options = { name: 'events', source: 's' };
const rowsOf = (dataset: WrittenDataset) =>
  duck.rows(`
    select file, count(*)::integer as rows, count(problem_reason)::integer as problems
    from read_parquet([${datasetFiles(dataset.folder, dataset.manifest, 'rows')
      .map((file) => `'${file}'`)
      .join(', ')}])
    group by file order by file`);

describe('processEvents()', () => {
  it('keeps every row of all files', async () => {
    const dataRoot = newTempFolder();
    const made = await processEvents(
      { dataRoot, duck },
      { ...options, raw: await land(dataRoot, ['a.csv', 'b.csv']) },
    );
    expect(await rowsOf(made)).toEqual([
      { file: 'a.csv', rows: 100, problems: 0 },
      // What is no record was never a row.
      { file: 'b.csv', rows: 102, problems: 2 },
    ]);
    expect(made.manifest).toMatchObject({
      schema: { name: 'events', version: 1 },
      accounting: { read: 202, accepted: 200, quarantined: 2 },
    });
  });

  it('is found again, and made anew when it is to be read differently', async () => {
    const dataRoot = newTempFolder();
    const raw = await land(dataRoot, ['a.csv']);
    const first = await processEvents({ dataRoot, duck }, { ...options, raw });
    expect(await processEvents({ dataRoot, duck }, { ...options, raw })).toMatchObject({ reused: true });
    const likes = raw.map((one) => ({ ...one, reading: { ...one.reading, opinion: 'all-likes' as const } }));
    const second = await processEvents({ dataRoot, duck }, { ...options, raw: likes });
    expect(second.manifest.version).not.toBe(first.manifest.version);
    expect(second.manifest.fingerprint).not.toBe(first.manifest.fingerprint);
  });

  it('gives one fingerprint however many share the work, a person in one part', async () => {
    const single = newTempFolder();
    const whole = await processEvents(
      { dataRoot: single, duck },
      { ...options, raw: await land(single, ['a.csv', 'b.csv']) },
    );
    const dataRoot = newTempFolder();
    const raw = await land(dataRoot, ['a.csv', 'b.csv']);
    const shared = await Promise.all(
      [1, 2, 3].map((index) =>
        processEvents({ dataRoot, duck }, { ...options, raw, shard: { index, count: 3 } }),
      ),
    );
    for (const { manifest } of shared) expect(manifest.fingerprint).toBe(whole.manifest.fingerprint);
    const { folder, manifest } = shared[0]!;
    const files = datasetFiles(folder, manifest, 'rows');
    expect(files).toHaveLength(3);
    const people = await duck.rows(`
      select person_key from read_parquet([${files.map((file) => `'${file}'`).join(', ')}], filename = true)
      group by person_key having count(distinct filename) > 1`);
    expect(people).toEqual([]);
  });

  it('is complete for one process too that was told to share the work', async () => {
    const dataRoot = newTempFolder();
    const raw = await land(dataRoot, ['a.csv']);
    const made = await processEvents({ dataRoot, duck }, { ...options, raw, shard: { index: 2, count: 3 } });
    expect(made.manifest.accounting).toEqual({ read: 100, accepted: 100, quarantined: 0 });
  });
});
