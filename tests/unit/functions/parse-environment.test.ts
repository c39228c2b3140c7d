import { describe, expect, test } from 'vitest';
import { parseEnvironment } from '../../../supabase/functions/_lib/environment/parse-environment.ts';

const complete = {
  SUPABASE_URL: 'https://project.example/',
  SUPABASE_SECRET_KEYS: '{"default":"sb_secret_1","other":"sb_secret_2"}',
  SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_1"}',
  SUPABASE_JWKS: '{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b"}]}',
};

function parse(variables: Record<string, string | undefined>) {
  return parseEnvironment((name) => variables[name]);
}

describe('parseEnvironment()', () => {
  test('takes the default of the named keys', () => {
    expect(parse(complete)).toEqual({
      supabaseUrl: 'https://project.example',
      secretKey: 'sb_secret_1',
      publishableKey: 'sb_publishable_1',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }] },
      addressHeader: 'cf-connecting-ip',
      metricsToken: null,
    });
  });

  test('falls back to the legacy pair', () => {
    const legacy = {
      SUPABASE_URL: 'http://127.0.0.1:54321',
      SUPABASE_SERVICE_ROLE_KEY: 's',
      SUPABASE_ANON_KEY: 'a',
    };
    expect(parse(legacy)).toEqual({
      supabaseUrl: 'http://127.0.0.1:54321',
      secretKey: 's',
      publishableKey: 'a',
      jwks: null,
      addressHeader: 'cf-connecting-ip',
      metricsToken: null,
    });
  });

  test('takes another header for the address', () => {
    expect(parse({ ...complete, CLIENT_ADDRESS_HEADER: 'x-real-ip' }).addressHeader).toBe('x-real-ip');
  });

  test('takes the token of those who read metrics', () => {
    expect(parse({ ...complete, METRICS_TOKEN: '0123456789abcdef' }).metricsToken).toBe('0123456789abcdef');
    expect(parse({ ...complete, METRICS_TOKEN: '' }).metricsToken).toBeNull();
  });

  test('falls back when the dictionary has no default', () => {
    const environment = parse({
      ...complete,
      SUPABASE_SECRET_KEYS: '{"other":"x"}',
      SUPABASE_SERVICE_ROLE_KEY: 'legacy',
    });
    expect(environment.secretKey).toBe('legacy');
  });

  test.each([
    ['SUPABASE_URL', undefined],
    ['SUPABASE_URL', 'project.example'],
    ['SUPABASE_SECRET_KEYS', undefined],
    ['SUPABASE_SECRET_KEYS', 'sb_secret_unquoted'],
    ['SUPABASE_SECRET_KEYS', '{"default":1}'],
    ['SUPABASE_PUBLISHABLE_KEYS', '['],
    ['SUPABASE_JWKS', '{"keys":"none"}'],
    ['CLIENT_ADDRESS_HEADER', 'x forwarded'],
    ['METRICS_TOKEN', '0123456789abcde'],
    ['METRICS_TOKEN', '0123456789 abcdef'],
  ])('names %s when it is %j and does not repeat it', (name, value) => {
    let caught: unknown;
    try {
      parse({ ...complete, [name]: value });
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'INVALID_CONFIG', details: { variable: name } });
    expect((caught as Error).message).toContain(name);
    expect((caught as Error).cause).toBeUndefined();
    if (value) expect((caught as Error).message).not.toContain(value);
  });
});
