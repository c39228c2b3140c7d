import type { Hono } from 'hono';
import { z } from 'zod';
import type { GatewayContext } from '../gateway-context.ts';
import { AuthError } from './auth-error.ts';
import { authRequests, readAuthRequest } from './auth-requests.ts';
import { hashPassword } from './passwords.ts';
import { presentUser } from './present-user.ts';
import { requireAdmin } from './require-caller.ts';
import { selectUser, type UserRow } from './user-row.ts';
import { users } from './users.ts';

const page = z.preprocess((value) => value || undefined, z.coerce.number().int().min(1).default(1));
const perPage = z.preprocess(
  (value) => value || undefined,
  z.coerce.number().int().min(1).max(1000).default(50),
);

function readId(text: string): string {
  const parsed = z.uuid().safeParse(text);
  if (!parsed.success) throw new AuthError(404, 'validation_failed', 'user_id must be an UUID');
  return parsed.data;
}

const notFound = () => new AuthError(404, 'user_not_found', 'User not found');

/** `24h`, `none` and the like, as Supabase Auth reads them: whole hours, minutes and seconds. */
function bannedUntil(duration: string | null | undefined): string | null | undefined {
  if (!duration) return undefined;
  if (duration === 'none') return null;
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration);
  if (!parts) throw new AuthError(400, 'validation_failed', `invalid format for ban duration: ${duration}`);
  const [hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return new Date(Date.now() + ((hours! * 60 + minutes!) * 60 + seconds!) * 1000).toISOString();
}

function addList(routes: Hono, context: GatewayContext): void {
  routes.get('/admin/users', async (c) => {
    await requireAdmin(c, context);
    const number = page.parse(c.req.query('page'));
    const size = perPage.parse(c.req.query('per_page'));
    const { rows, total } = await context.session().transaction(async (tx) => ({
      rows: (
        await tx.query<UserRow>(`${selectUser} order by u.created_at desc, u.id limit $1 offset $2`, [
          size,
          (number - 1) * size,
        ])
      ).rows,
      total: (await tx.query<{ n: number }>('select count(*)::int as n from auth.users')).rows[0]!.n,
    }));
    const last = Math.max(1, Math.ceil(total / size));
    const links = [
      ...(number < last ? [`<${c.req.path}?page=${number + 1}&per_page=${size}>; rel="next"`] : []),
      `<${c.req.path}?page=${last}&per_page=${size}>; rel="last"`,
    ];
    return c.json({ users: rows.map(presentUser), aud: 'authenticated' }, 200, {
      'x-total-count': String(total),
      link: links.join(', '),
    });
  });
}

function addCreateAndChange(routes: Hono, context: GatewayContext): void {
  routes.post('/admin/users', async (c) => {
    await requireAdmin(c, context);
    const body = await readAuthRequest(c, authRequests.adminUser);
    if (!body.email) throw new AuthError(400, 'validation_failed', 'Cannot create a user without an email');
    const user = {
      id: body.id,
      email: body.email,
      passwordHash: body.password ? await hashPassword(body.password) : undefined,
      userMetadata: body.user_metadata ?? undefined,
      appMetadata: body.app_metadata ?? undefined,
      anonymous: false,
    };
    const row = await context
      .session()
      .transaction((tx) => users.create(tx, user))
      .catch((error) => {
        if (!(error instanceof AuthError) || error.errorCode !== 'user_already_exists') throw error;
        throw new AuthError(
          422,
          'email_exists',
          'A user with this email address has already been registered',
        );
      });
    return c.json(presentUser(row));
  });
  routes.put('/admin/users/:id', async (c) => {
    await requireAdmin(c, context);
    const id = readId(c.req.param('id'));
    const body = await readAuthRequest(c, authRequests.adminUser);
    const changes = {
      email: body.email,
      passwordHash: body.password ? await hashPassword(body.password) : undefined,
      userMetadata: body.user_metadata ?? undefined,
      appMetadata: body.app_metadata ?? undefined,
      bannedUntil: bannedUntil(body.ban_duration),
    };
    return c.json(presentUser(await context.session().transaction((tx) => users.change(tx, id, changes))));
  });
}

function addGetAndDelete(routes: Hono, context: GatewayContext): void {
  routes.get('/admin/users/:id', async (c) => {
    await requireAdmin(c, context);
    const id = readId(c.req.param('id'));
    const row = await context.session().transaction((tx) => users.byId(tx, id));
    if (!row) throw notFound();
    return c.json(presentUser(row));
  });
  routes.delete('/admin/users/:id', async (c) => {
    await requireAdmin(c, context);
    const id = readId(c.req.param('id'));
    await context.session().transaction(async (tx) => {
      // Supabase refuses to delete the owner of files: whoever deletes an account removes them first.
      const owned = await tx.query('select 1 from storage.objects where owner_id = $1::text limit 1', [id]);
      if (owned.rows.length > 0)
        throw new AuthError(500, 'unexpected_failure', 'Database error deleting user');
      const deleted = await tx.query('delete from auth.users where id = $1::uuid returning id', [id]);
      if (deleted.rows.length === 0) throw notFound();
    });
    return c.json({});
  });
}

/** What the holder of the secret key does with accounts. */
export function addAdminRoutes(routes: Hono, context: GatewayContext): void {
  addList(routes, context);
  addCreateAndChange(routes, context);
  addGetAndDelete(routes, context);
}
