import { describe, expect, it } from 'vitest';
import {
  decodeSessionCursor,
  encodeSessionCursor,
  mostShown,
} from '../../../shared/paging/session-cursor.ts';

describe('session cursor', () => {
  it('gives back the items in order, and is safe in a URL', () => {
    const shown = [3, 1, 2_000_000_000, 77];
    const cursor = encodeSessionCursor(shown);
    expect(decodeSessionCursor(cursor)).toEqual(shown);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['no base64', '***'],
    ['no JSON', 'YWJj'],
    ['another version', btoa('{"v":2,"shown":[1]}')],
    ['no items', btoa('{"v":1,"shown":[]}')],
    ['an id that is none', btoa('{"v":1,"shown":["1"]}')],
    ['more than a session shows', encodeSessionCursor(Array.from({ length: mostShown }, (_, at) => at + 1))],
  ])('refuses %s', (_, cursor) => {
    expect(decodeSessionCursor(cursor)).toBeNull();
  });
});
