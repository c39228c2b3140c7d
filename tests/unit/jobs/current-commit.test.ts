import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentCommit } from '../../../batch/jobs/current-commit.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('currentCommit()', () => {
  it('is the hash that this checkout is at, or null in a copy without its history', () => {
    expect(currentCommit() ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40}$/);
  });

  it('is null where there is no git', () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(currentCommit()).toBeNull();
  });
});
