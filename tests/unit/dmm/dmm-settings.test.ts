import { describe, expect, it } from 'vitest';
import { readDmmSettings } from '../../../batch/ingest/dmm/client/dmm-settings.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

const right = { DMM_API_ID: 'abcdefgh12345678', DMM_AFFILIATE_ID: 'shop-990' };

function refused(environment: NodeJS.ProcessEnv): string {
  try {
    readDmmSettings(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('INVALID_CONFIG');
    return `${(error as AppError).message} ${(error as AppError).hint}`;
  }
  throw new Error('was not refused');
}

describe('readDmmSettings()', () => {
  it('reads who asks, and where unless it is the real API', () => {
    expect(readDmmSettings(right)).toEqual({
      apiId: 'abcdefgh12345678',
      affiliateId: 'shop-990',
      baseUrl: 'https://api.dmm.com/affiliate/v3/',
    });
    const elsewhere = { ...right, DMM_API_BASE_URL: 'http://127.0.0.1:8080/v3' };
    expect(readDmmSettings(elsewhere).baseUrl).toBe('http://127.0.0.1:8080/v3/');
  });

  it.each([
    [{ DMM_AFFILIATE_ID: 'shop-990' }, /DMM_API_ID: it is not set/],
    [{ ...right, DMM_API_ID: '' }, /DMM_API_ID: it is not set/],
    [{ DMM_API_ID: 'abcdefgh12345678' }, /DMM_AFFILIATE_ID: it is not set/],
    [{ ...right, DMM_AFFILIATE_ID: 'shop-001' }, /ends in -990 to -999/],
    [{ ...right, DMM_API_BASE_URL: 'http://api.example.com/' }, /DMM_API_BASE_URL/],
    [{ ...right, DMM_API_BASE_URL: 'https://user:word@api.example.com/' }, /DMM_API_BASE_URL/],
  ])('refuses %j', (environment, message) => {
    expect(refused(environment)).toMatch(message);
  });

  it('does not repeat what it refuses', () => {
    expect(refused({ DMM_API_ID: 'short', DMM_AFFILIATE_ID: 'secretshop-001' })).not.toMatch(
      /short|secretshop/,
    );
    expect(refused({ ...right, DMM_AFFILIATE_ID: 'secretshop-001' })).not.toContain('secretshop');
  });
});
