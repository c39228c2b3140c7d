import { afterAll, describe, expect, it } from 'vitest';
import { interruptible } from '../../../batch/io/duckdb/interruptible.ts';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const duck = await openDuckDb({ tempFolder: newTempFolder() });
afterAll(() => duck.close());

// Hours of work.
const endless = 'select sum(hash(a.range * b.range)) from range(10000000) a, range(1000000) b';

describe('interruptible()', () => {
  it('stops a statement and throws the reason of the signal', async () => {
    const stop = new AbortController();
    const running = interruptible(duck, stop.signal, () => {
      const statement = duck.rows(endless);
      setImmediate(() => stop.abort(new Error('enough')));
      return statement;
    });
    await expect(running).rejects.toThrow('enough');
    expect(await interruptible(duck, undefined, () => duck.rows('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  it('begins nothing when it was stopped before', async () => {
    let begun = false;
    const signal = AbortSignal.abort(new Error('before'));
    const running = interruptible(duck, signal, async () => {
      begun = true;
    });
    await expect(running).rejects.toThrow('before');
    expect(begun).toBe(false);
  });

  it('passes on what fails by itself', async () => {
    const { signal } = new AbortController();
    await expect(interruptible(duck, signal, () => duck.rows('select wrong'))).rejects.toThrow(/wrong/);
  });
});
