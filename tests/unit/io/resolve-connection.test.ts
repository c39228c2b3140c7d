import { describe, expect, it } from 'vitest';
import { resolveConnection } from '../../../batch/io/resolve-connection.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const root = newTempFolder();
const hosted = {
  SUPABASE_DB_URL: 'postgresql://e/db',
  SUPABASE_URL: 'https://e.example',
  SUPABASE_SECRET_KEY: 'key',
};

describe('resolveConnection()', () => {
  it('takes the environment, and a flag before its variable', async () => {
    const api = { url: 'https://e.example', secretKey: 'key' };
    expect(await resolveConnection({ root, environment: hosted })).toEqual({
      origin: 'environment',
      dbUrl: 'postgresql://e/db',
      api,
    });
    const flags = { dbUrl: 'postgresql://f/db' };
    expect(await resolveConnection({ root, environment: hosted, flags })).toEqual({
      origin: 'flags',
      dbUrl: 'postgresql://f/db',
      api,
    });
    expect(await resolveConnection({ root, environment: {}, flags })).toMatchObject({ api: null });
  });

  it.each([
    ['SUPABASE_DB_URL', { SUPABASE_URL: 'https://e.example' }],
    ['SUPABASE_SECRET_KEY', { SUPABASE_DB_URL: 'postgresql://e/db', SUPABASE_URL: 'https://e.example' }],
    ['SUPABASE_URL', { SUPABASE_DB_URL: 'postgresql://e/db', SUPABASE_SECRET_KEY: 'key' }],
  ])('refuses half an address: %s is missing', async (missing, environment) => {
    await expect(resolveConnection({ root, environment })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(new RegExp(`, ${missing} is not$`)),
    });
  });

  it('says how to start the stack when there is no address at all', async () => {
    await expect(resolveConnection({ root, environment: {} })).rejects.toMatchObject({
      code: 'STACK_NOT_RUNNING',
      exitStatus: 3,
      hint: expect.stringContaining('npx matching stack start'),
    });
  });
});
