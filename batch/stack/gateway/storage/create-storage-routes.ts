import { Hono } from 'hono';
import type { GatewayContext } from '../gateway-context.ts';
import { addBucketRoutes } from './bucket-routes.ts';
import { ObjectFiles } from './object-files.ts';
import { addObjectRoutes } from './object-routes.ts';
import { StorageError } from './storage-error.ts';

/** `/storage/v1`: buckets and objects; rows in the database, bytes on the disk. */
export function createStorageRoutes(context: GatewayContext): Hono {
  const routes = new Hono();
  const files = new ObjectFiles(context.storageFolder);
  routes.get('/status', (c) => c.body(null, 200));
  addBucketRoutes(routes, context, files);
  addObjectRoutes(routes, context, files);
  routes.all('*', (c) => c.json({ statusCode: '404', error: 'Not Found', message: 'Route not found' }, 404));
  routes.onError((error, c) => {
    if (error instanceof StorageError) return c.json(error.body, error.httpStatus);
    throw error;
  });
  return routes;
}
