import { Hono } from 'hono';
import { SessionBusyError } from '../database/session-busy-error.ts';
import { allowBrowsers } from './allow-browsers.ts';
import { createAuthRoutes } from './auth/create-auth-routes.ts';
import { proxyToFunctions } from './functions/proxy-to-functions.ts';
import type { GatewayContext } from './gateway-context.ts';
import { landingPage } from './landing-page.ts';
import { limitBody } from './limit-body.ts';
import { createRestRoutes } from './rest/create-rest-routes.ts';
import { createStorageRoutes } from './storage/create-storage-routes.ts';

/** One front door with Supabase's paths. */
export function createGateway(context: GatewayContext): Hono {
  const app = new Hono();
  // Functions answer their own preflight requests, as on Supabase.
  app.use('/rest/*', allowBrowsers);
  app.use('/auth/*', allowBrowsers);
  app.use('/storage/*', allowBrowsers);
  app.use('/rest/*', limitBody(1));
  app.use('/auth/*', limitBody(1));
  app.use('/storage/*', limitBody(100));
  app.use('/functions/*', limitBody(10));

  app.get('/', (c) => c.html(landingPage(context.apiUrl())));
  app.route('/rest/v1', createRestRoutes(context));
  app.route('/auth/v1', createAuthRoutes(context));
  app.route('/storage/v1', createStorageRoutes(context));
  app.all('/functions/v1/*', (c) => proxyToFunctions(c, context));

  app.notFound((c) => c.json({ message: 'no Route matched with those values' }, 404));
  app.onError((error, c) => {
    const busy = error instanceof SessionBusyError;
    // The path may hold a name of a person's file: only its first two parts are logged.
    const area = c.req.path.split('/').slice(0, 3).join('/');
    context.log.error({ area, reason: busy ? 'session busy' : error.name }, 'request failed');
    context.log.debug({ area, err: error }, 'request failure');
    const message = busy ? error.message : 'An unexpected error occurred';
    return c.json(
      { code: busy ? 'PGRST003' : 'INTERNAL', details: null, hint: null, message, msg: message },
      busy ? 504 : 500,
    );
  });
  return app;
}
