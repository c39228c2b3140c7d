import { expect, it } from 'vitest';
import { parseShard } from '../../../../batch/jobs/runner/parse-shard.ts';

it('parseShard() reads part and parts', () => {
  expect(parseShard('2/4')).toEqual({ index: 2, count: 4 });
  expect(parseShard('1/1')).toEqual({ index: 1, count: 1 });
});

it.each(['0/4', '5/4', '1', '1/0', 'a/b', '1/4/2', '-1/4', '1.5/4', '', '1/1025', ' 1/4'])(
  'parseShard() refuses "%s"',
  (text) => {
    expect(() => parseShard(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', exitStatus: 2 }),
    );
  },
);
