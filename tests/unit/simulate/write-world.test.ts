import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFolder } from '../../../batch/ingest/read-folder.ts';
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

  it('writes what readFolder() reads back', async () => {
    const folder = newTempFolder();
    const world = simulateWorld(options);
    await writeWorld(world, folder);
    const data = await readFolder(folder);
    expect(data.counts).toMatchObject({ read: world.decisions.length, ignored: 0, superseded: 0 });
    const item = world.items[7]!;
    expect(data.items[7]).toEqual({
      externalId: item.id,
      title: item.title,
      maker: item.maker,
      series: item.series,
      performers: [...item.performers].sort(),
      tags: [...item.tags].sort(),
      releasedAt: new Date(item.released * 1000).toISOString(),
      durationMinutes: item.durationMinutes,
      priceYen: item.priceYen,
    });
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
