import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
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

  it('writes one line an item and a decision below the header, and the truth beside them', async () => {
    const folder = newTempFolder();
    const world = simulateWorld(options);
    await writeWorld(world, folder);
    const lines = async (name: string) =>
      (await readFile(path.join(folder, name), 'utf8')).trimEnd().split('\n');
    expect(await lines('world.inter')).toHaveLength(1 + world.decisions.length);
    const items = await lines('world.item');
    expect(items).toHaveLength(1 + world.items.length);
    const item = world.items[7]!;
    // Line 1 is the header, so item 7 stands on the ninth.
    expect(items[8]!.split('\t')).toEqual(expect.arrayContaining([item.id, item.title, item.maker]));
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
