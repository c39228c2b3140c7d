import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPseudonymKey } from '../../../batch/io/training/load-pseudonym-key.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const given = 'ab'.repeat(32);

describe('loadPseudonymKey()', () => {
  it('takes the variable and writes nothing', async () => {
    const root = newTempFolder();
    const key = await loadPseudonymKey(root, { MATCHING_PSEUDONYM_KEY: given });
    expect(key.secret).toEqual(Buffer.alloc(32, 0xab));
    expect(await readdir(root)).toEqual([]);
  });

  it('draws a key once, for its owner alone', async () => {
    const root = join(newTempFolder(), 'new');
    const first = await loadPseudonymKey(root, {});
    expect(first.secret).toHaveLength(32);
    expect((await stat(join(root, 'pseudonym.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(root)).toEqual(['pseudonym.key']);
    expect(await loadPseudonymKey(root, {})).toEqual(first);
    expect((await loadPseudonymKey(newTempFolder(), {})).secret).not.toEqual(first.secret);
  });

  it('gives processes that begin at once one key', async () => {
    const root = newTempFolder();
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadPseudonymKey(root, {})));
    expect(new Set(keys.map(({ secret }) => secret.toString('hex'))).size).toBe(1);
    expect(await readdir(root)).toEqual(['pseudonym.key']);
  });

  it('names a key without telling it', async () => {
    const { id } = await loadPseudonymKey(newTempFolder(), { MATCHING_PSEUDONYM_KEY: given });
    const other = await loadPseudonymKey(newTempFolder(), { MATCHING_PSEUDONYM_KEY: 'cd'.repeat(32) });
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(given).not.toContain(id);
    expect(other.id).not.toBe(id);
  });

  it.each(['ab', 'zmark'.repeat(13).slice(0, 64), 'ab'.repeat(33), ` ${'g'.repeat(64)}`])(
    'refuses %j without repeating it',
    async (bad) => {
      const root = newTempFolder();
      const failure = await loadPseudonymKey(root, { MATCHING_PSEUDONYM_KEY: bad }).catch((error) => error);
      expect(failure).toMatchObject({ code: 'INVALID_CONFIG' });
      expect(failure.message).toContain('MATCHING_PSEUDONYM_KEY');
      expect(`${failure.message} ${failure.hint}`).not.toContain(bad.trim());
    },
  );

  it('refuses a damaged file and leaves it', async () => {
    const root = newTempFolder();
    await writeFile(join(root, 'pseudonym.key'), 'zmark');
    await expect(loadPseudonymKey(root, {})).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    expect(await readFile(join(root, 'pseudonym.key'), 'utf8')).toBe('zmark');
  });
});
