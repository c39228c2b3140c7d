import { createHmac } from 'node:crypto';

/**
 * Keyed hashes of people, as of RFC 2104: HMAC-SHA256 (hex) of `salt`, a zero byte and the person's key. Who has not the
 * secret key can neither go back nor try names; two salts give one person two pseudonyms that nobody can join.
 */
export function createPseudonymiser(secretKey: Buffer, salt: string): (personKey: string) => string {
  return (personKey) => createHmac('sha256', secretKey).update(`${salt}\0${personKey}`).digest('hex');
}
