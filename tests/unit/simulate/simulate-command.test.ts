import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';

const small = ['--people', '40', '--items', '60', '--decisions', '600'];
const simulate = (...args: string[]) => runMatching(['simulate', ...small, ...args]);

describe('matching simulate', () => {
  it('prints the counts of what it wrote', async () => {
    const out = path.join(newTempFolder(), 'new', 'world');
    const result = await simulate('--out', out, '--seed', '3');
    expect(result).toMatchObject({ status: 0, stderr: '' });
    const rows = (await readFile(path.join(out, 'world.inter'), 'utf8')).trimEnd().split('\n').slice(1);
    const likes = rows.filter((row) => row.split('\t')[2] === '5').length;
    expect(result.stdout).toContain('with seed 3 in ');
    expect(result.stdout).toContain(`  decisions  ${likes} likes and ${rows.length - likes} nopes (`);
    expect(result.stdout).toMatch(/people {5}40, of them cold \(3 decisions at most\) \d+\n/);
    expect(result.stdout).toMatch(/items {6}60, of them cold \(3 decisions at most\) \d+\n/);
  });

  it('ends the log where --end says', async () => {
    const out = newTempFolder();
    await simulate('--out', out, '--end', '2001-01-02T00:00:00Z', '--days', '1');
    const rows = (await readFile(path.join(out, 'world.inter'), 'utf8')).trimEnd().split('\n').slice(1);
    const times = rows.map((row) => Number(row.split('\t')[3]));
    // 2001-01-02T00:00:00Z is 978,393,600 s; a day before it the log begins.
    expect(Math.min(...times)).toBeGreaterThanOrEqual(978_307_200);
    expect(Math.max(...times)).toBeLessThanOrEqual(978_393_600);
  });

  it('refuses to overwrite, unless forced', async () => {
    const out = newTempFolder();
    await simulate('--out', out);
    expect(await simulate('--out', out)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error INVALID_DATA: Cannot write .*: it exists\n {2}.*--force/),
    });
    expect((await simulate('--out', out, '--force')).status).toBe(0);
  });

  it.each([
    [['--people', 'many'], '--people'],
    [['--items', '3'], '--items'],
    [['--seed', '-1'], '--seed'],
    [['--end', 'tomorrow'], '--end'],
    [['--days', '0'], '--days'],
  ])('refuses %j and writes nothing', async (flags, name) => {
    const out = newTempFolder();
    const result = await simulate('--out', out, ...flags);
    expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining(`Cannot use ${name}: `) });
    expect(await readdir(out)).toEqual([]);
  });
});
