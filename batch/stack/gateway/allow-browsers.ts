import { cors } from 'hono/cors';

/** CORS as Supabase's own gateway answers it: any origin, since every call carries its key in a header. */
export const allowBrowsers = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS'],
  allowHeaders: [
    'authorization',
    'x-client-info',
    'apikey',
    'content-type',
    'prefer',
    'range',
    'accept-profile',
    'content-profile',
    'cache-control',
    'x-upsert',
    'x-metadata',
    'x-region',
    'x-supabase-api-version',
    'x-retry-count',
  ],
  exposeHeaders: ['content-range', 'content-location', 'x-total-count', 'link', 'x-sb-error-code'],
  maxAge: 3600,
});
