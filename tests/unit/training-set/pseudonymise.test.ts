import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPseudonymiser } from '../../../batch/io/pseudonymise.ts';

const key = Buffer.alloc(32, 7);

describe('createPseudonymiser()', () => {
  it('is HMAC-SHA256 of salt, zero byte and key', () => {
    const expected = createHmac('sha256', key).update(Buffer.from('salt\0ann', 'utf8')).digest('hex');
    expect(createPseudonymiser(key, 'salt')('ann')).toBe(expected);
  });

  it('gives another pseudonym for another person, salt or key, however they are cut', () => {
    const pseudonyms = [
      createPseudonymiser(key, 'salt')('ann'),
      createPseudonymiser(key, 'salt')('bob'),
      createPseudonymiser(key, 'salta')('nn'),
      createPseudonymiser(key, 'other')('ann'),
      createPseudonymiser(Buffer.alloc(32, 8), 'salt')('ann'),
    ];
    expect(new Set(pseudonyms).size).toBe(5);
  });
});
