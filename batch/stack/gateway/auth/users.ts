import { randomUUID } from 'node:crypto';
import type { Transaction } from '@electric-sql/pglite';
import { asSqlError } from '../as-sql-error.ts';
import { AuthError } from './auth-error.ts';
import { selectUser, type UserRow } from './user-row.ts';

export interface NewUser {
  id?: string | undefined;
  email?: string | undefined;
  passwordHash?: string | undefined;
  userMetadata?: Record<string, unknown> | undefined;
  appMetadata?: Record<string, unknown> | undefined;
  anonymous: boolean;
}

export interface UserChanges {
  email?: string | undefined;
  passwordHash?: string | undefined;
  userMetadata?: Record<string, unknown> | undefined;
  appMetadata?: Record<string, unknown> | undefined;
  /** ISO time, or null to lift the ban. */
  bannedUntil?: string | null | undefined;
}

async function one(tx: Transaction, where: string, value: string): Promise<UserRow | undefined> {
  return (await tx.query<UserRow>(`${selectUser} where ${where}`, [value])).rows[0];
}

async function addEmailIdentity(tx: Transaction, id: string, email: string): Promise<void> {
  await tx.query(
    `insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
     values ($1::text, $1::uuid, jsonb_build_object('sub', $1::text, 'email', $2::text, 'email_verified', true, 'phone_verified', false),
             'email', now(), now(), now())
     on conflict (provider_id, provider) do update
       set identity_data = excluded.identity_data, updated_at = now()`,
    [id, email],
  );
}

function whenTaken(error: unknown, code: string, message: string): never {
  if (asSqlError(error)?.code === '23505') throw new AuthError(422, code, message);
  throw error;
}

/** The accounts in `auth.users`. Every function runs inside the caller's transaction. */
export const users = {
  byId: (tx: Transaction, id: string) => one(tx, 'u.id = $1::uuid and u.deleted_at is null', id),
  byEmail: (tx: Transaction, email: string) => one(tx, 'u.email = lower($1) and u.deleted_at is null', email),

  /** @throws AuthError user_already_exists. */
  async create(tx: Transaction, user: NewUser): Promise<UserRow> {
    const id = user.id ?? randomUUID();
    const providers = user.anonymous ? {} : { provider: 'email', providers: ['email'] };
    await tx
      .query(
        `insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
           raw_app_meta_data, raw_user_meta_data, created_at, updated_at, is_anonymous)
         values ('00000000-0000-0000-0000-000000000000', $1::uuid, 'authenticated', 'authenticated', lower($2), $3,
           case when $2::text is null then null else now() end, $4::jsonb, $5::jsonb, now(), now(), $6::boolean)`,
        [
          id,
          user.email ?? null,
          user.passwordHash ?? null,
          JSON.stringify({ ...providers, ...user.appMetadata }),
          JSON.stringify({ ...user.userMetadata, ...(user.anonymous ? {} : { email_verified: true }) }),
          user.anonymous,
        ],
      )
      .catch((error) => whenTaken(error, 'user_already_exists', 'User already registered'));
    if (user.email) await addEmailIdentity(tx, id, user.email.toLowerCase());
    return (await users.byId(tx, id))!;
  },

  /** Changes an account; an address makes an anonymous one permanent under the same id. @throws AuthError email_exists. */
  async change(tx: Transaction, id: string, changes: UserChanges): Promise<UserRow> {
    await tx
      .query(
        `update auth.users set
           email = coalesce(lower($2), email),
           email_confirmed_at = case when $2::text is null then email_confirmed_at else now() end,
           encrypted_password = coalesce($3, encrypted_password),
           raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || $4::jsonb,
           raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || $5::jsonb
             || case when $2::text is null then '{}'::jsonb else '{"provider": "email", "providers": ["email"]}' end,
           banned_until = case when $6::boolean then $7::timestamptz else banned_until end,
           is_anonymous = is_anonymous and $2::text is null,
           updated_at = now()
         where id = $1::uuid`,
        [
          id,
          changes.email ?? null,
          changes.passwordHash ?? null,
          JSON.stringify(changes.userMetadata ?? {}),
          JSON.stringify(changes.appMetadata ?? {}),
          changes.bannedUntil !== undefined,
          changes.bannedUntil ?? null,
        ],
      )
      .catch((error) =>
        whenTaken(error, 'email_exists', 'A user with this email address has already been registered'),
      );
    if (changes.email) await addEmailIdentity(tx, id, changes.email.toLowerCase());
    const row = await users.byId(tx, id);
    if (!row) throw new AuthError(404, 'user_not_found', 'User not found');
    return row;
  },
};
