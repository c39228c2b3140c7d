import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { trainFromDatabase } from '../../../batch/jobs/train-from-database.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';

describe('trainFromDatabase()', () => {
  it('checks the settings before it asks the database', async () => {
    const folder = newTempFolder();
    const train = (set: string[]) =>
      trainFromDatabase({
        preset: 'quickstart',
        set,
        root: folder,
        runsFolder: folder,
        dbUrl: 'postgresql://nobody:none@127.0.0.1:9/nothing',
      });
    expect(await catchError(() => train(['epochs=0']))).toMatchObject({ code: 'INVALID_CONFIG' });
    expect(await catchError(() => train(['dim=8']))).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await readdir(folder)).toEqual([]);
  });
});
