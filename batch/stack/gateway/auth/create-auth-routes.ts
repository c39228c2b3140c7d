import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { GatewayContext } from '../gateway-context.ts';
import { addAdminRoutes } from './admin-routes.ts';
import { AuthError } from './auth-error.ts';
import { addPersonRoutes } from './person-routes.ts';

const settings = {
  external: { anonymous_users: true, email: true, phone: false },
  disable_signup: false,
  mailer_autoconfirm: true,
  phone_autoconfirm: false,
  sms_provider: '',
  mfa_enabled: false,
  saml_enabled: false,
};

/** `/auth/v1`: accounts with e-mail and password, and anonymous ones. No mail is ever sent: addresses count as confirmed. */
export function createAuthRoutes(context: GatewayContext): Hono {
  const routes = new Hono();
  routes.get('/health', (c) =>
    c.json({ name: 'GoTrue', description: 'Embedded stand-in for Supabase Auth', version: 'v2' }),
  );
  routes.get('/settings', (c) => c.json(settings));
  routes.get('/.well-known/jwks.json', (c) =>
    c.json(context.tokens.jwks, 200, { 'cache-control': 'public, max-age=600' }),
  );
  addPersonRoutes(routes, context);
  addAdminRoutes(routes, context);
  routes.all('*', (c) => c.json({ code: 404, error_code: 'not_found', msg: '404: Path not found' }, 404));
  routes.onError((error, c) => {
    if (error instanceof AuthError) return c.json(error.body, error.status as ContentfulStatusCode);
    throw error;
  });
  return routes;
}
