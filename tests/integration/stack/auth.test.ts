import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { openTestStack, type TestStack } from '../../support/stack/open-test-stack.ts';

let stack: TestStack;
const anon = () => createTestClient(stack.apiUrl, stack.publishableKey);
const service = () => createTestClient(stack.apiUrl, stack.secretKey);
const newEmail = () => `${randomUUID()}@example.org`;
const password = 'correct horse';

async function newPerson() {
  const client = anon();
  const email = newEmail();
  const { data, error } = await client.auth.signUp({ email, password, options: { data: { theme: 'dark' } } });
  if (error) throw error;
  return { client, email, id: data.user!.id, session: data.session! };
}

beforeAll(async () => {
  stack = await openTestStack();
}, 60_000);
afterAll(() => stack?.remove());

describe('signing up and in', () => {
  it('gives a session at once, and a person who can come back with the password', async () => {
    const person = await newPerson();
    expect(person.session).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
    const back = await anon().auth.signInWithPassword({ email: person.email.toUpperCase(), password });
    expect(back.error).toBeNull();
    expect(back.data.user).toMatchObject({
      id: person.id,
      is_anonymous: false,
      user_metadata: { theme: 'dark' },
    });
    expect(JSON.stringify(back.data.user)).not.toContain('$2');
  });

  it('signs access tokens that the published keys verify', async () => {
    const { client, id, session } = await newPerson();
    const { data, error } = await client.auth.getClaims();
    expect(error).toBeNull();
    expect(data?.header).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
    expect(data?.claims).toMatchObject({
      sub: id,
      aud: 'authenticated',
      role: 'authenticated',
      iss: `${stack.apiUrl}/auth/v1`,
      is_anonymous: false,
      session_id: expect.any(String),
    });
    expect(data!.claims.exp - data!.claims.iat).toBe(3600);
    expect(session.expires_at).toBe(data!.claims.exp);
  });

  it.each([
    [
      'an address that is taken',
      async () => anon().auth.signUp({ email: (await newPerson()).email, password }),
      422,
      'user_already_exists',
    ],
    [
      'a short password',
      () => anon().auth.signUp({ email: newEmail(), password: '12345' }),
      422,
      'weak_password',
    ],
    [
      'something that is no address',
      () => anon().auth.signUp({ email: 'nobody', password }),
      400,
      'validation_failed',
    ],
    [
      'an unknown address',
      () => anon().auth.signInWithPassword({ email: newEmail(), password }),
      400,
      'invalid_credentials',
    ],
    [
      'a wrong password',
      async () => anon().auth.signInWithPassword({ email: (await newPerson()).email, password: 'wrong one' }),
      400,
      'invalid_credentials',
    ],
  ])('refuses %s', async (_what, act, status, code) => {
    const { error } = await act();
    expect(error).toMatchObject({ status, code });
  });

  it('stores passwords as bcrypt hashes only', async () => {
    const { id } = await newPerson();
    const database = await connectDatabase(stack.dbUrl);
    const { rows } = await database.query('select encrypted_password as p from auth.users where id = $1', [
      id,
    ]);
    await database.end();
    expect(rows[0].p).toMatch(/^\$2[aby]\$10\$.{53}$/);
  });
});

describe('refresh tokens', () => {
  it('rotate, and a second use ends the whole sign-in', async () => {
    const { client, session } = await newPerson();
    const first = await client.auth.refreshSession({ refresh_token: session.refresh_token });
    expect(first.data.session!.refresh_token).not.toBe(session.refresh_token);
    const reused = await anon().auth.refreshSession({ refresh_token: session.refresh_token });
    expect(reused.error).toMatchObject({ status: 400, code: 'refresh_token_already_used' });
    const heir = await anon().auth.refreshSession({ refresh_token: first.data.session!.refresh_token });
    expect(heir.error).toMatchObject({ code: 'refresh_token_already_used' });
  });

  it('an invented one is refused', async () => {
    const { error } = await anon().auth.refreshSession({ refresh_token: 'invented' });
    expect(error).toMatchObject({ status: 400, code: 'refresh_token_not_found' });
  });

  it('end with the sign-out', async () => {
    const { client, session } = await newPerson();
    expect((await client.auth.signOut()).error).toBeNull();
    const after = await anon().auth.refreshSession({ refresh_token: session.refresh_token });
    expect(after.error).toMatchObject({ code: 'refresh_token_not_found' });
    expect((await anon().auth.getUser(session.access_token)).error).toBeTruthy();
  });
});

describe('anonymous people', () => {
  it('become permanent under the same id', async () => {
    const client = anon();
    const { data } = await client.auth.signInAnonymously();
    const id = data.user!.id;
    expect(data.user!.is_anonymous).toBe(true);
    const noAddress = await client.auth.updateUser({ password });
    expect(noAddress.error).toMatchObject({ status: 422 });

    const email = newEmail();
    const updated = await client.auth.updateUser({ email, password });
    expect(updated.error).toBeNull();
    expect(updated.data.user).toMatchObject({ id, email, is_anonymous: false });
    const refreshed = await client.auth.refreshSession();
    expect(refreshed.data.user).toMatchObject({ id, is_anonymous: false });
    const back = await anon().auth.signInWithPassword({ email, password });
    expect(back.data.user!.id).toBe(id);
  });

  it('cannot take the address of somebody else', async () => {
    const { email } = await newPerson();
    const client = anon();
    await client.auth.signInAnonymously();
    const { error } = await client.auth.updateUser({ email, password });
    expect(error).toMatchObject({ status: 422, code: 'email_exists' });
  });
});

describe('tokens that are not good', () => {
  it('a tampered one is refused', async () => {
    const { session } = await newPerson();
    const [head, body] = session.access_token.split('.');
    const { error } = await anon().auth.getUser(`${head}.${body}.${'A'.repeat(86)}`);
    expect(error).toMatchObject({ status: 403, code: 'bad_jwt' });
  });
});

describe('administration', () => {
  it('needs the secret key', async () => {
    const { client } = await newPerson();
    expect((await client.auth.admin.listUsers()).error).toMatchObject({ status: 403, code: 'not_admin' });
    expect((await anon().auth.admin.deleteUser(randomUUID())).error).toMatchObject({ code: 'not_admin' });
  });

  it('creates, reads, lists, changes and deletes', async () => {
    const admin = service().auth.admin;
    const email = newEmail();
    const created = await admin.createUser({
      email,
      password,
      email_confirm: true,
      app_metadata: { plan: 'x' },
    });
    const id = created.data.user!.id;
    expect(created.data.user!.app_metadata).toMatchObject({ plan: 'x', provider: 'email' });
    expect((await admin.createUser({ email, password })).error).toMatchObject({
      status: 422,
      code: 'email_exists',
    });
    expect((await admin.getUserById(id)).data.user!.email).toBe(email);
    const page = await admin.listUsers({ page: 1, perPage: 1 });
    expect(page.data.users).toHaveLength(1);
    expect((page.data as { total: number }).total).toBeGreaterThan(1);
    await admin.updateUserById(id, { ban_duration: '24h' });
    expect((await anon().auth.signInWithPassword({ email, password })).error).toMatchObject({
      code: 'user_banned',
    });
    expect((await admin.deleteUser(id)).error).toBeNull();
    expect((await admin.getUserById(id)).error).toMatchObject({ status: 404, code: 'user_not_found' });
  });

  it('deleting a person takes everything that hangs on the account', async () => {
    const { client, id, session } = await newPerson();
    const database = await connectDatabase(stack.dbUrl);
    await database.query(
      'create table if not exists public.belongings (owner_id uuid references auth.users (id) on delete cascade)',
    );
    await database.query('insert into public.belongings values ($1)', [id]);
    expect((await service().auth.admin.deleteUser(id)).error).toBeNull();
    const { rows } = await database.query(
      `select (select count(*) from public.belongings where owner_id = $1)
            + (select count(*) from auth.identities where user_id = $1)
            + (select count(*) from auth.sessions where user_id = $1)
            + (select count(*) from auth.refresh_tokens where user_id = $1::text) as left_over`,
      [id],
    );
    await database.end();
    expect(Number(rows[0].left_over)).toBe(0);
    expect((await client.auth.getUser(session.access_token)).error).toMatchObject({ status: 403 });
    expect((await anon().auth.refreshSession({ refresh_token: session.refresh_token })).error).toBeTruthy();
  });
});
