/** A person's row in `auth.users`, with the identities joined in. Times are ISO texts. */
export interface UserRow {
  id: string;
  aud: string;
  role: string;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_confirmed_at: string | null;
  last_sign_in_at: string | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  identities: Record<string, unknown>[];
  created_at: string;
  updated_at: string;
  banned: boolean;
  is_anonymous: boolean;
}

const iso = (column: string) =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "${column.split('.')[1]}"`;

/** Selects UserRow from `auth.users as u`; append a where clause. */
export const selectUser = `
  select u.id, u.aud, u.role, u.email, u.phone, u.encrypted_password, u.is_anonymous,
         ${iso('u.email_confirmed_at')}, ${iso('u.last_sign_in_at')}, ${iso('u.created_at')}, ${iso('u.updated_at')},
         u.raw_app_meta_data, u.raw_user_meta_data,
         coalesce(u.banned_until > now(), false) as banned,
         coalesce((
           select json_agg(json_build_object(
             'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
             'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at,
             'updated_at', i.updated_at, 'email', i.email) order by i.created_at)
           from auth.identities i where i.user_id = u.id
         ), '[]') as identities
  from auth.users as u`;
