import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withDatasetLock } from '../../../batch/io/datasets/with-dataset-lock.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const module = path.resolve('batch/io/datasets/with-dataset-lock.ts');

/** A process that holds the lock until it is killed; resolves when it has it. */
async function holdElsewhere(folder: string) {
  const code = `
    import { withDatasetLock } from ${JSON.stringify(module)};
    setInterval(() => {}, 1000);
    await withDatasetLock(process.argv[1], {}, () => { console.log('held'); return new Promise(() => {}); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('ended'))),
  ]);
  return child;
}

describe('withDatasetLock()', () => {
  it('lets one at a time in and leaves nothing behind', async () => {
    const root = newTempFolder();
    const folder = path.join(root, 'dataset');
    let inside = 0;
    const results = await Promise.all(
      [1, 2, 3].map((value) =>
        withDatasetLock(folder, {}, async () => {
          inside++;
          await new Promise((resolve) => setImmediate(resolve));
          expect(inside).toBe(1);
          inside--;
          return value;
        }),
      ),
    );
    expect(results).toEqual([1, 2, 3]);
    expect(await readdir(root)).toEqual([]);
  });

  it('may be asked for again by what runs under it', async () => {
    const folder = path.join(newTempFolder(), 'dataset');
    const again = withDatasetLock(folder, {}, () => withDatasetLock(folder, {}, async () => 'inner'));
    expect(await again).toBe('inner');
  });

  it('gives the lock back when the work fails', async () => {
    const folder = path.join(newTempFolder(), 'dataset');
    const failed = withDatasetLock(folder, {}, () => Promise.reject(new Error('no disk')));
    await expect(failed).rejects.toThrow('no disk');
    expect(await withDatasetLock(folder, {}, async () => 1)).toBe(1);
  });

  it('waits for another process, says so once, and gives up in time, or takes over from the dead', async () => {
    const folder = path.join(newTempFolder(), 'dataset');
    const child = await holdElsewhere(folder);
    const ended = once(child, 'exit');
    try {
      const holders: string[] = [];
      const options = { onWait: (holder: string) => holders.push(holder) };
      const busy = withDatasetLock(folder, { ...options, timeoutMs: 200 }, async () => 1);
      await expect(busy).rejects.toMatchObject({ code: 'DATASET_BUSY', exitStatus: 3 });
      expect(holders).toEqual([`process ${child.pid} on ${hostname()}`]);
      const stop = new AbortController();
      const aborted = withDatasetLock(folder, { signal: stop.signal }, async () => 1);
      stop.abort(new Error('interrupted'));
      await expect(aborted).rejects.toThrow('interrupted');
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    expect(await withDatasetLock(folder, {}, async () => 'taken over')).toBe('taken over');
  });

  it('takes over the lock of an unknown holder that was not touched for a quarter of a minute', async () => {
    const root = newTempFolder();
    await mkdir(path.join(root, '.dataset.lock'));
    await writeFile(
      path.join(root, '.dataset.lock.owner'),
      JSON.stringify({ pid: 1, host: 'another-machine' }),
    );
    const old = new Date(Date.now() - 16_000);
    await utimes(path.join(root, '.dataset.lock'), old, old);
    const folder = path.join(root, 'dataset');
    expect(await withDatasetLock(folder, { timeoutMs: 0 }, async () => 'mine')).toBe('mine');
    await mkdir(path.join(root, '.dataset.lock'));
    const fresh = withDatasetLock(folder, { timeoutMs: 0 }, async () => 'mine');
    await expect(fresh).rejects.toMatchObject({ code: 'DATASET_BUSY' });
  });
});
