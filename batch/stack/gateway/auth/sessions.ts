import { randomBytes, randomUUID } from 'node:crypto';
import type { Transaction } from '@electric-sql/pglite';
import { accessTokenSeconds, type TokenSigner } from '../create-token-signer.ts';
import { AuthError } from './auth-error.ts';
import { presentUser } from './present-user.ts';
import type { UserRow } from './user-row.ts';
import { users } from './users.ts';

type AuthSession = Record<string, unknown>;

async function issue(
  tx: Transaction,
  tokens: TokenSigner,
  grant: { user: UserRow; sessionId: string; parent?: string },
): Promise<AuthSession> {
  const { user, sessionId } = grant;
  const refreshToken = randomBytes(24).toString('base64url');
  await tx.query(
    `insert into auth.refresh_tokens (token, user_id, revoked, created_at, updated_at, parent, session_id)
     values ($1, $2, false, now(), now(), $3, $4::uuid)`,
    [refreshToken, user.id, grant.parent ?? null, sessionId],
  );
  const { token, expiresAt } = await tokens.sign({
    sub: user.id,
    role: user.role,
    email: user.email ?? '',
    phone: user.phone ?? '',
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    aal: 'aal1',
    amr: [{ method: user.is_anonymous ? 'anonymous' : 'password', timestamp: Math.floor(Date.now() / 1000) }],
    session_id: sessionId,
    is_anonymous: user.is_anonymous,
  });
  return {
    access_token: token,
    token_type: 'bearer',
    expires_in: accessTokenSeconds,
    expires_at: expiresAt,
    refresh_token: refreshToken,
    user: presentUser(user),
  };
}

interface TokenRow {
  user_id: string;
  session_id: string;
  revoked: boolean;
}

const outcomes = {
  unknown: new AuthError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found'),
  reused: new AuthError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used'),
  banned: new AuthError(400, 'user_banned', 'User is banned'),
} as const;

/** Sign-ins and their refresh tokens. Every function runs inside the caller's transaction. */
export const sessions = {
  async start(tx: Transaction, tokens: TokenSigner, user: UserRow): Promise<AuthSession> {
    const sessionId = randomUUID();
    await tx.query(
      'insert into auth.sessions (id, user_id, created_at, updated_at) values ($1::uuid, $2::uuid, now(), now())',
      [sessionId, user.id],
    );
    await tx.query('update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1::uuid', [
      user.id,
    ]);
    const fresh = (await users.byId(tx, user.id))!;
    return issue(tx, tokens, { user: fresh, sessionId });
  },

  /**
   * Exchanges a refresh token for a new pair. One that was used before ends its whole session: somebody has a
   * copy. The refusal is returned, not thrown, so that the transaction which ends the session commits.
   */
  async refresh(tx: Transaction, tokens: TokenSigner, token: string): Promise<AuthSession | AuthError> {
    const found = await tx.query<TokenRow>(
      'select user_id, session_id, revoked from auth.refresh_tokens where token = $1 for update',
      [token],
    );
    const row = found.rows[0];
    if (!row) return outcomes.unknown;
    if (row.revoked) {
      await tx.query('update auth.refresh_tokens set revoked = true where session_id = $1::uuid', [
        row.session_id,
      ]);
      return outcomes.reused;
    }
    const user = await users.byId(tx, row.user_id);
    if (!user) return outcomes.unknown;
    if (user.banned) return outcomes.banned;
    await tx.query('update auth.refresh_tokens set revoked = true, updated_at = now() where token = $1', [
      token,
    ]);
    await tx.query('update auth.sessions set refreshed_at = now(), updated_at = now() where id = $1::uuid', [
      row.session_id,
    ]);
    return issue(tx, tokens, { user, sessionId: row.session_id, parent: token });
  },

  async exists(tx: Transaction, sessionId: string): Promise<boolean> {
    return (await tx.query('select 1 from auth.sessions where id = $1::uuid', [sessionId])).rows.length > 0;
  },

  /** `global` ends every sign-in of the person, `others` all but this one, `local` this one. */
  async end(tx: Transaction, ended: { userId: string; sessionId: string; scope: string }): Promise<void> {
    await tx.query(
      `delete from auth.sessions where user_id = $1::uuid
       and case $3::text when 'global' then true when 'others' then id <> $2::uuid else id = $2::uuid end`,
      [ended.userId, ended.sessionId, ended.scope],
    );
  },
};
