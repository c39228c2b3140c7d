import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDatasetParts } from '../../../batch/io/datasets/write-dataset-parts.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const plan = {
  stage: 'processed' as const,
  name: 'numbers',
  version: '0123456789abcdef',
  schema: { name: 'numbers', version: 1 },
  parents: [],
  inputs: [],
  parameters: {},
};
let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder(), memoryMegabytes: 200 });
});
afterAll(() => duck.close());

/** The numbers 0 to 99, dealt to the shards. */
async function fillNumbers(folder: string, { index, count }: { index: number; count: number }) {
  const where = `i % ${count} = ${index - 1}`;
  const file = sqlText(path.join(folder, 'numbers.parquet'));
  await duck.run(`copy (select i from range(100) as r(i) where ${where}) to ${file} (format parquet)`);
  const [rows] = await duck.rows(`select count(*)::integer as n from ${file}`);
  return { tables: { numbers: ['numbers.parquet'] }, counts: { rows: Number(rows!.n) } };
}

function write(
  dataRoot: string,
  shard: { index: number; count: number },
  fill: typeof fillNumbers = fillNumbers,
) {
  return writeDatasetParts({ dataRoot, duck }, plan, {
    shard,
    fillPart: (folder) => fill(folder, shard),
    finish: (parts) => {
      const read = parts.reduce((total, { counts }) => total + counts.rows!, 0);
      return { read, accepted: read, quarantined: 0 };
    },
  });
}

async function single() {
  const made = await write(newTempFolder(), { index: 1, count: 1 });
  if (!made.complete) throw new Error('one of one is all');
  return made.dataset.manifest.fingerprint;
}

describe('writeDatasetParts()', () => {
  it('makes the same dataset in four parts, in any order, as in one', async () => {
    const dataRoot = newTempFolder();
    expect(await write(dataRoot, { index: 3, count: 4 })).toEqual({ complete: false, missing: [1, 2, 4] });
    expect(await write(dataRoot, { index: 1, count: 4 })).toEqual({ complete: false, missing: [2, 4] });
    expect(await write(dataRoot, { index: 4, count: 4 })).toEqual({ complete: false, missing: [2] });
    const made = await write(dataRoot, { index: 2, count: 4 });
    if (!made.complete) throw new Error('all parts are there');
    expect(made.counts).toEqual({ rows: 100 });
    expect(made.dataset.reused).toBe(false);
    expect(made.dataset.manifest.accounting).toEqual({ read: 100, accepted: 100, quarantined: 0 });
    expect(made.dataset.manifest.tables[0]!.files.map(({ path, rows }) => [path, rows])).toEqual([
      ['part-1-of-4/numbers.parquet', 25],
      ['part-2-of-4/numbers.parquet', 25],
      ['part-3-of-4/numbers.parquet', 25],
      ['part-4-of-4/numbers.parquet', 25],
    ]);
    expect(made.dataset.manifest.fingerprint).toBe(await single());
    expect(await readdir(path.dirname(made.dataset.folder))).toEqual([plan.version]);
    // Any shard that runs again finds it, also of another count.
    const unwanted = () => Promise.reject(new Error('nothing to do'));
    for (const shard of [
      { index: 3, count: 4 },
      { index: 1, count: 1 },
    ]) {
      const again = await write(dataRoot, shard, unwanted);
      expect(again).toMatchObject({ complete: true, counts: { rows: 100 }, dataset: { reused: true } });
    }
  });

  it('throws away an unfinished part and keeps finished ones', async () => {
    const dataRoot = newTempFolder();
    await write(dataRoot, { index: 1, count: 2 });
    const killed = write(dataRoot, { index: 2, count: 2 }, async (folder, shard) => {
      await fillNumbers(folder, { ...shard, index: 1 }); // wrong rows on purpose
      await writeFile(path.join(folder, 'half.parquet'), 'PAR1');
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    const filled: number[] = [];
    const counting: typeof fillNumbers = (folder, shard) => {
      filled.push(shard.index);
      return fillNumbers(folder, shard);
    };
    expect(await write(dataRoot, { index: 1, count: 2 }, counting)).toEqual({
      complete: false,
      missing: [2],
    });
    const made = await write(dataRoot, { index: 2, count: 2 }, counting);
    if (!made.complete) throw new Error('both parts are there');
    expect(filled).toEqual([2]);
    expect(made.dataset.manifest.fingerprint).toBe(await single());
    expect(await readdir(path.join(made.dataset.folder, 'part-2-of-2'))).toEqual([
      'numbers.parquet',
      'part.json',
    ]);
  });

  it('leaves out parts of an earlier attempt with another number of shards', async () => {
    const dataRoot = newTempFolder();
    await write(dataRoot, { index: 1, count: 4 });
    const made = await write(dataRoot, { index: 1, count: 1 });
    if (!made.complete) throw new Error('one of one is all');
    expect(made.counts).toEqual({ rows: 100 });
    expect((await readdir(made.dataset.folder)).sort()).toEqual(['manifest.json', 'part-1-of-1']);
  });

  it('makes no dataset when finish refuses, and asks it again the next time', async () => {
    const dataRoot = newTempFolder();
    const shard = { index: 1, count: 1 };
    const refused = writeDatasetParts({ dataRoot, duck }, plan, {
      shard,
      fillPart: (folder) => fillNumbers(folder, shard),
      finish: () => Promise.reject(new Error('refused')),
    });
    await expect(refused).rejects.toThrow('refused');
    expect(await readdir(path.join(dataRoot, 'processed', 'numbers'))).toEqual([`.${plan.version}.partial`]);
    const unwanted = () => Promise.reject(new Error('nothing to do'));
    expect(await write(dataRoot, shard, unwanted)).toMatchObject({ complete: true, counts: { rows: 100 } });
  });

  it('asks finish and commits once where two find all parts there', async () => {
    const dataRoot = newTempFolder();
    let asked = 0;
    const commit = (index: number, refuse: boolean) =>
      writeDatasetParts({ dataRoot, duck }, plan, {
        shard: { index, count: 2 },
        fillPart: (folder) => fillNumbers(folder, { index, count: 2 }),
        finish: () => {
          asked++;
          if (refuse) throw new Error('refused');
          return { read: 100, accepted: 100, quarantined: 0 };
        },
      });
    await commit(1, true);
    await expect(commit(2, true)).rejects.toThrow('refused');
    asked = 0;
    const made = await Promise.all([commit(1, false), commit(2, false)]);
    expect(asked).toBe(1);
    expect(made.map((one) => one.complete && one.dataset.reused).sort()).toEqual([false, true]);
  });

  it('is committed once by processes that finish together', async () => {
    const dataRoot = newTempFolder();
    const at = (file: string) => JSON.stringify(path.resolve(file));
    const code = `
      import { writeDatasetParts } from ${at('batch/io/datasets/write-dataset-parts.ts')};
      import { openDuckDb } from ${at('batch/io/duckdb/open-duckdb.ts')};
      const [dataRoot, index, plan] = process.argv.slice(1);
      const duck = await openDuckDb({ tempFolder: dataRoot + '/temp', memoryMegabytes: 200, threads: 1 });
      const made = await writeDatasetParts({ dataRoot, duck }, JSON.parse(plan), {
        shard: { index: Number(index), count: 3 },
        fillPart: async (folder) => {
          await duck.run(\`copy (select i from range(100) as r(i) where i % 3 = \${Number(index) - 1})
            to '\${folder}/numbers.parquet' (format parquet)\`);
          return { tables: { numbers: ['numbers.parquet'] }, counts: { rows: 1 } };
        },
      });
      await duck.close();
      console.log(made.complete ? made.dataset.manifest.fingerprint + ' ' + made.dataset.reused : 'incomplete');`;
    const run = promisify(execFile);
    const outputs = await Promise.all(
      ['1', '2', '3', '3'].map((index) =>
        run(process.execPath, [
          '--import',
          'tsx',
          '--input-type=module',
          '-e',
          code,
          dataRoot,
          index,
          JSON.stringify(plan),
        ]),
      ),
    );
    const lines = outputs.map(({ stdout }) => stdout.trim());
    const fingerprint = await single();
    expect(lines.filter((line) => line === `${fingerprint} false`)).toHaveLength(1);
    for (const line of lines)
      expect([`${fingerprint} false`, `${fingerprint} true`, 'incomplete']).toContain(line);
    expect(await readdir(path.join(dataRoot, 'processed', 'numbers'))).toEqual([plan.version]);
  });
});
