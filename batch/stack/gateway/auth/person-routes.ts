import type { Hono } from 'hono';
import type { GatewayContext } from '../gateway-context.ts';
import { AuthError } from './auth-error.ts';
import { authRequests, readAuthRequest } from './auth-requests.ts';
import { hashPassword, passwordMatches } from './passwords.ts';
import { presentUser } from './present-user.ts';
import { loadPerson, requireKey, requirePerson } from './require-caller.ts';
import { sessions } from './sessions.ts';
import { users } from './users.ts';

function addSignUp(routes: Hono, context: GatewayContext): void {
  routes.post('/signup', async (c) => {
    await requireKey(c, context);
    const body = await readAuthRequest(c, authRequests.signup);
    if (body.email && !body.password) {
      throw new AuthError(400, 'validation_failed', 'Signup requires a valid password');
    }
    const anonymous = !body.email;
    const passwordHash = anonymous ? undefined : await hashPassword(body.password!);
    const userMetadata = body.data ?? undefined;
    return c.json(
      await context.session().transaction(async (tx) => {
        const user = await users.create(tx, { email: body.email, passwordHash, userMetadata, anonymous });
        return sessions.start(tx, context.tokens, user);
      }),
    );
  });
}

async function signIn(
  context: GatewayContext,
  given: { email?: string | undefined; password?: string | undefined },
) {
  const { email, password } = given;
  if (!email || !password) throw new AuthError(400, 'validation_failed', 'missing email or password');
  // The slow comparison stays outside the transaction: it would keep the one session from everybody else.
  const found = await context.session().transaction((tx) => users.byEmail(tx, email));
  const matches = await passwordMatches(password, found?.encrypted_password ?? null);
  if (!found || !matches) throw new AuthError(400, 'invalid_credentials', 'Invalid login credentials');
  if (found.banned) throw new AuthError(400, 'user_banned', 'User is banned');
  return context.session().transaction((tx) => sessions.start(tx, context.tokens, found));
}

function addTokens(routes: Hono, context: GatewayContext): void {
  routes.post('/token', async (c) => {
    await requireKey(c, context);
    const grant = c.req.query('grant_type');
    if (grant === 'password')
      return c.json(await signIn(context, await readAuthRequest(c, authRequests.password)));
    if (grant !== 'refresh_token') throw new AuthError(400, 'validation_failed', 'unsupported_grant_type');
    const { refresh_token } = await readAuthRequest(c, authRequests.refresh);
    const outcome = await context
      .session()
      .transaction((tx) => sessions.refresh(tx, context.tokens, refresh_token));
    if (outcome instanceof AuthError) throw outcome;
    return c.json(outcome);
  });
}

function addUser(routes: Hono, context: GatewayContext): void {
  routes.get('/user', async (c) => {
    const person = await requirePerson(c, context);
    return c.json(presentUser(await context.session().transaction((tx) => loadPerson(tx, person))));
  });
  routes.put('/user', async (c) => {
    const person = await requirePerson(c, context);
    const body = await readAuthRequest(c, authRequests.changeUser);
    const before = await context.session().transaction((tx) => loadPerson(tx, person));
    if (body.password && before.is_anonymous && !body.email) {
      throw new AuthError(
        422,
        'validation_failed',
        'Updating password of an anonymous user without an email or phone is not allowed',
      );
    }
    if (body.password && (await passwordMatches(body.password, before.encrypted_password))) {
      throw new AuthError(422, 'same_password', 'New password should be different from the old password.');
    }
    const passwordHash = body.password ? await hashPassword(body.password) : undefined;
    const changes = { email: body.email, passwordHash, userMetadata: body.data ?? undefined };
    const after = await context.session().transaction((tx) => users.change(tx, person.userId, changes));
    return c.json(presentUser(after));
  });
  routes.post('/logout', async (c) => {
    const person = await requirePerson(c, context);
    const scope = c.req.query('scope') ?? 'global';
    await context.session().transaction((tx) => sessions.end(tx, { ...person, scope }));
    return c.body(null, 204);
  });
}

/** What a person does with the own account: sign up, sign in, refresh, change, sign out. */
export function addPersonRoutes(routes: Hono, context: GatewayContext): void {
  addSignUp(routes, context);
  addTokens(routes, context);
  addUser(routes, context);
}
