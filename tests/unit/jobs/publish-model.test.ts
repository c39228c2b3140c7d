import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishModel } from '../../../batch/jobs/publish-model.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';

const dbUrl = 'postgresql://nobody@127.0.0.1:9/nothing';
const api = { url: 'http://127.0.0.1:9', secretKey: 'secret' };

describe('publishModel()', () => {
  it('refuses a connection to the database alone', async () => {
    const publish = () => publishModel('anywhere', { origin: 'flags', dbUrl, api: null });
    expect(await catchError(publish)).toMatchObject({ code: 'INVALID_CONFIG' });
  });

  it('names the manifest of a folder that is no finished run, before it connects', async () => {
    const folder = newTempFolder();
    const publish = () => publishModel(folder, { origin: 'flags', dbUrl, api });
    expect(await catchError(publish)).toMatchObject({
      code: 'ARTIFACT_MISSING',
      message: `${path.join(folder, 'artifact', 'manifest.json')} can not be read`,
    });
  });
});
