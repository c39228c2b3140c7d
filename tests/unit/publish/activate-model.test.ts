import type { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { activateModel } from '../../../batch/release/activate-model.ts';
import { catchError } from '../train/support/catch-error.ts';

describe('activateModel()', () => {
  it('passes on what is not about the version', async () => {
    const lost = Object.assign(new Error('connection terminated'), { code: '57P01' });
    const client = { query: () => Promise.reject(lost) } as unknown as Client;
    expect(await catchError(() => activateModel(client, 'v1'))).toBe(lost);
  });
});
