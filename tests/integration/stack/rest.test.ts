import { readFile } from 'node:fs/promises';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { openTestStack, type TestStack } from '../../support/stack/open-test-stack.ts';

let stack: TestStack;
const anon = () => createTestClient(stack.apiUrl, stack.publishableKey);
const service = () => createTestClient(stack.apiUrl, stack.secretKey);

async function newPerson() {
  const client = anon();
  const { data, error } = await client.auth.signInAnonymously();
  if (error) throw error;
  return { client, id: data.user!.id, token: data.session!.access_token };
}

beforeAll(async () => {
  stack = await openTestStack();
  const database = await connectDatabase(stack.dbUrl);
  await database.query(await readFile(new URL('./fixtures/rest.sql', import.meta.url), 'utf8'));
  await database.end();
}, 60_000);
afterAll(() => stack?.remove());

describe('row level security through rpc', () => {
  it('shows each person the own rows only, and the service role all', async () => {
    const [ada, bob] = [await newPerson(), await newPerson()];
    expect((await ada.client.rpc('write_diary', { note: 'of ada' })).error).toBeNull();
    expect((await bob.client.rpc('write_diary', { note: 'of bob' })).error).toBeNull();
    const seenByAda = await ada.client.rpc('read_diary');
    expect(seenByAda.data.map((row: { note: string }) => row.note)).toEqual(['of ada']);
    expect((await service().rpc('read_diary')).data).toHaveLength(2);
  });

  it('refuses a row in the name of another person with 403 and 42501', async () => {
    const [ada, bob] = [await newPerson(), await newPerson()];
    const { error, status } = await ada.client.rpc('write_diary', { note: 'forged', owner: bob.id });
    expect(status).toBe(403);
    expect(error).toMatchObject({ code: '42501', details: null, hint: null });
  });

  it('answers 401 to somebody without rights who has not signed in', async () => {
    const { error, status } = await anon().rpc('read_diary');
    expect(status).toBe(401);
    expect(error?.code).toBe('42501');
  });

  it('grants nothing on new tables by default, not even to the service role', async () => {
    const database = await connectDatabase(stack.dbUrl);
    const { rows } = await database.query(
      `select r, has_table_privilege(r, 'public.ungranted', 'select') as may
       from unnest(array['anon', 'authenticated', 'service_role']) r`,
    );
    await database.end();
    expect(rows.map((row) => row.may)).toEqual([false, false, false]);
  });

  it('runs as the role of the caller, with the limits and the path of that role', async () => {
    const ada = await newPerson();
    expect((await anon().rpc('who')).data).toMatchObject({ role: 'anon', uid: null, timeout: '3s' });
    expect((await ada.client.rpc('who')).data).toMatchObject({
      role: 'authenticated',
      uid: ada.id,
      timeout: '8s',
    });
    expect((await service().rpc('who')).data).toMatchObject({
      role: 'service_role',
      path: 'public, extensions',
    });
    expect((await anon().rpc('for_service')).status).toBe(401);
    expect((await service().rpc('for_service')).data).toBe('ok');
  });
});

describe('results', () => {
  it('passes typed arguments, defaults, JSON arrays as vectors and arrays of vectors', async () => {
    expect((await anon().rpc('add', { a: 2, b: 3 })).data).toBe(5);
    expect((await anon().rpc('add', { a: 2 })).data).toBe(12);
    expect((await anon().rpc('norm', { v: [3, 4] })).data).toBe(5);
    const vs = ['[1,0]', '[0,1]'];
    expect((await anon().rpc('nearest', { vs, q: [0.1, 0.9] })).data).toBe(2);
  });

  it('answers 204 without a body for a function that returns void', async () => {
    const { data, status } = await anon().rpc('do_nothing');
    expect([data, status]).toEqual([null, 204]);
  });

  it('counts, selects, orders and cuts sets, and never gives more than 1000 rows', async () => {
    const page = await anon()
      .rpc('pairs', { n: 5 }, { count: 'exact' })
      .select('square')
      .order('id', { ascending: false })
      .range(1, 2);
    // Descending from 5: the second and third are 4 and 3, so 16 and 9.
    expect(page).toMatchObject({ data: [{ square: 16 }, { square: 9 }], count: 5, status: 206 });
    expect((await anon().rpc('count_to', { n: 2500 })).data).toHaveLength(1000);
  });

  it('single() and maybeSingle() follow PostgREST', async () => {
    expect((await anon().rpc('pairs', { n: 1 }).single()).data).toEqual({ id: 1, square: 1 });
    const none = await anon().rpc('pairs', { n: 0 }).single();
    expect(none.status).toBe(406);
    expect(none.error).toMatchObject({ code: 'PGRST116', details: 'The result contains 0 rows' });
    expect((await anon().rpc('pairs', { n: 0 }).maybeSingle()).data).toBeNull();
  });

  it('reads with GET and refuses to write with it', async () => {
    expect((await anon().rpc('add', { a: 2, b: 3 }, { get: true })).data).toBe(5);
    const ada = await newPerson();
    const { error, status } = await ada.client.rpc('write_diary', { note: 'by get' }, { get: true });
    expect([status, error?.code]).toEqual([405, '25006']);
  });

  it('lets a function choose status and headers', async () => {
    const { status } = await anon().rpc('answer_teapot');
    expect(status).toBe(418);
  });
});

describe('refusals', () => {
  const cases: [state: string, status: number][] = [
    ['P0001', 400],
    ['PT402', 402],
    ['PT429', 429],
    ['22023', 400],
    ['23505', 409],
    ['23503', 409],
    ['28000', 403],
    ['40001', 500],
    ['42P01', 404],
    ['53300', 503],
    ['57014', 500],
    ['XX000', 500],
  ];
  it.each(cases)(
    'SQLSTATE %s becomes HTTP %i with code, message, details and hint',
    async (state, status) => {
      const answer = await anon().rpc('fail', { state, message: 'what went wrong' });
      expect(answer.status).toBe(status);
      expect(answer.error).toMatchObject({
        code: state,
        message: 'what went wrong',
        details: 'the detail',
        hint: 'the hint',
      });
    },
  );

  it('a real unique violation is 409 and changes nothing', async () => {
    const ada = await newPerson();
    await ada.client.rpc('write_diary', { note: 'twice' });
    const again = await ada.client.rpc('write_diary', { note: 'twice' });
    expect([again.status, again.error?.code]).toEqual([409, '23505']);
  });

  it('says which function or overload is missing', async () => {
    const missing = await anon().rpc('no_such', { x: 1 });
    expect([missing.status, missing.error?.code]).toEqual([404, 'PGRST202']);
    expect(missing.error?.message).toContain('public.no_such(x)');
    const both = await anon().rpc('ambiguous', { a: 1 });
    expect([both.status, both.error?.code]).toEqual([300, 'PGRST203']);
  });

  it('sees at once that a function it knows takes other arguments', async () => {
    const database = await connectDatabase(stack.dbUrl);
    await database.query(
      `create function public.changing(a integer) returns text language sql as $$ select 'one' $$`,
    );
    expect((await service().rpc('changing', { a: 1 })).data).toBe('one');
    await database.query('drop function public.changing(integer)');
    await database.query(
      `create function public.changing(b text) returns text language sql as $$ select 'other' $$`,
    );
    expect((await service().rpc('changing', { a: 1 })).error?.code).toBe('PGRST202');
    expect((await service().rpc('changing', { b: 'x' })).data).toBe('other');
    await database.query('drop function public.changing(text)');
    await database.end();
    expect((await service().rpc('changing', { b: 'x' })).error?.code).toBe('PGRST202');
  });

  it('tables cannot be read: only functions are exposed', async () => {
    const { error, status } = await service().from('diary').select();
    expect([status, error?.code]).toEqual([404, 'PGRST205']);
    expect(error?.hint).toContain('rpc');
  });

  it('a wrong key, a tampered token and an expired one are 401', async () => {
    const wrongKey = await createTestClient(stack.apiUrl, 'sb_publishable_wrong').rpc('who');
    expect([wrongKey.status, wrongKey.error?.message]).toEqual([401, 'Invalid API key']);

    const { token } = await newPerson();
    const [head, body, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const raised = Buffer.from(JSON.stringify({ ...claims, role: 'service_role' })).toString('base64url');
    const tampered = await createTestClient(
      stack.apiUrl,
      stack.publishableKey,
      `${head}.${raised}.${signature}`,
    ).rpc('who');
    expect([tampered.status, tampered.error?.code]).toEqual([401, 'PGRST301']);

    const keys = JSON.parse(await readFile(`${stack.root}/stack/keys.json`, 'utf8'));
    const expired = await new SignJWT({ role: 'authenticated', sub: claims.sub })
      .setProtectedHeader({ alg: 'ES256', kid: keys.signingKey.kid })
      .setAudience('authenticated')
      .setExpirationTime(Math.floor(Date.now() / 1000) - 10)
      .sign(await importJWK(keys.signingKey, 'ES256'));
    const late = await createTestClient(stack.apiUrl, stack.publishableKey, expired).rpc('who');
    expect([late.status, late.error?.code]).toEqual([401, 'PGRST303']);
  });

  it('a body above 1 MiB is 413', async () => {
    const { status } = await anon().rpc('fail', { state: 'P0001', message: 'x'.repeat(1_100_000) });
    expect(status).toBe(413);
  });
});

it('many calls at once each get their own answer', async () => {
  const client = anon();
  const answers = await Promise.all(Array.from({ length: 40 }, (_, a) => client.rpc('add', { a, b: 1000 })));
  expect(answers.map((answer) => answer.data)).toEqual(Array.from({ length: 40 }, (_, a) => a + 1000));
});
