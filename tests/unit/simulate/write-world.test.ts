import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetFiles } from '../../../batch/io/datasets/dataset-files.ts';
import { findDataset } from '../../../batch/io/datasets/find-dataset.ts';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { importFiles } from '../../../batch/jobs/import-files/import-files.ts';
import { simulateWorld } from '../../../batch/simulate/simulate-world.ts';
import { writeWorld } from '../../../batch/simulate/write-world.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const options = { people: 40, items: 60, decisions: 600 };
const names = ['world.inter', 'world.item', 'world.truth.json', 'world.user'];

describe('writeWorld()', () => {
  it('writes the same bytes for the same seed', async () => {
    const folders = [newTempFolder(), newTempFolder()];
    for (const folder of folders) await writeWorld(simulateWorld(options), folder);
    expect((await readdir(folders[0]!)).sort()).toEqual(names);
    for (const name of names) {
      const [a, b] = await Promise.all(folders.map((folder) => readFile(path.join(folder, name))));
      expect(a!.equals(b!)).toBe(true);
    }
  });

  it('writes what importFiles() reads back', async () => {
    const folder = newTempFolder();
    const world = simulateWorld(options);
    await writeWorld(world, folder);
    const dataRoot = newTempFolder();
    const duck = await openDuckDb({ tempFolder: dataRoot });
    try {
      const report = await importFiles({ dataRoot, duck, client: null }, { paths: [folder] });
      const { length } = world.decisions;
      expect(report.events).toMatchObject({ read: length, accepted: length, neutral: 0, superseded: 0 });
      const likes = world.decisions.filter(({ isLike }) => isLike).length;
      expect(report.events).toMatchObject({ likes, nopes: length - likes });
      const { folder: made, manifest } = await findDataset(dataRoot, 'validated/world-catalogue');
      const files = datasetFiles(made, manifest, 'catalogue').map((file) => `'${file}'`);
      const item = world.items[7]!;
      const [row] = await duck.rows(`
        select title, maker, series, performers, tags, epoch(released_at) as released, duration_minutes, price_yen
        from read_parquet([${files.join(', ')}]) where external_id = '${item.id}'`);
      expect(row).toEqual({
        title: item.title,
        maker: item.maker,
        series: item.series,
        performers: [...item.performers].sort(),
        tags: [...item.tags].sort(),
        released: item.released,
        duration_minutes: item.durationMinutes,
        price_yen: item.priceYen,
      });
    } finally {
      await duck.close();
    }
    const truth = JSON.parse(await readFile(path.join(folder, 'world.truth.json'), 'utf8'));
    expect(truth.people).toEqual(world.people);
    expect(truth.parameters).toEqual(world.parameters);
  });

  it('overwrites only by force', async () => {
    const folder = newTempFolder();
    await writeFile(path.join(folder, 'world.user'), 'precious');
    const world = simulateWorld(options);
    await expect(writeWorld(world, folder)).rejects.toMatchObject({ code: 'INVALID_DATA', exitStatus: 2 });
    expect(await readdir(folder)).toEqual(['world.user']);
    expect(await readFile(path.join(folder, 'world.user'), 'utf8')).toBe('precious');
    await writeWorld(world, folder, { force: true });
    expect((await readdir(folder)).sort()).toEqual(names);
  });

  it('says so when the folder cannot be made', async () => {
    const file = path.join(newTempFolder(), 'file');
    await writeFile(file, '');
    await expect(writeWorld(simulateWorld(options), path.join(file, 'world'))).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('Cannot write to'),
    });
  });
});
