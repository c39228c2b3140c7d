import type { UserRow } from './user-row.ts';

/** A person as Supabase Auth shows it to clients: never with the password. */
export function presentUser(row: UserRow): Record<string, unknown> {
  return {
    id: row.id,
    aud: row.aud,
    role: row.role,
    email: row.email ?? '',
    phone: row.phone ?? '',
    ...(row.email_confirmed_at
      ? { email_confirmed_at: row.email_confirmed_at, confirmed_at: row.email_confirmed_at }
      : {}),
    ...(row.last_sign_in_at ? { last_sign_in_at: row.last_sign_in_at } : {}),
    app_metadata: row.raw_app_meta_data ?? {},
    user_metadata: row.raw_user_meta_data ?? {},
    identities: row.identities,
    created_at: row.created_at,
    updated_at: row.updated_at,
    is_anonymous: row.is_anonymous,
  };
}
