import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { GatewayContext } from '../gateway-context.ts';
import { findObject, type ObjectAddress } from './find-object.ts';
import { listObjects, listSchema } from './list-objects.ts';
import type { ObjectFiles } from './object-files.ts';
import { checkObjectKey } from './object-key.ts';
import { readStorageRequest } from './read-storage-request.ts';
import { sendObject } from './send-object.ts';
import { signedLinks } from './signed-links.ts';
import { storageCaller } from './storage-caller.ts';
import { storageErrors } from './storage-error.ts';
import { uploadObject } from './upload-object.ts';

const seconds = z.number().int().min(1);
const signOneSchema = z.object({ expiresIn: seconds });
const signManySchema = z.object({ expiresIn: seconds, paths: z.array(z.string()).min(1).max(500) });
const removeSchema = z.object({ prefixes: z.array(z.string()).min(1).max(1000) });
const moveSchema = z.object({
  bucketId: z.string(),
  sourceKey: z.string(),
  destinationKey: z.string(),
  destinationBucket: z.string().optional(),
});

function address(c: Context): ObjectAddress {
  return { bucket: c.req.param('bucket') ?? '', name: checkObjectKey(c.req.param('path') ?? '') };
}

function addSigning(routes: Hono, context: GatewayContext, files: ObjectFiles): void {
  routes.get('/object/sign/:bucket/:path{.+}', async (c) => {
    await signedLinks.check(context, address(c), c.req.query('token'));
    return sendObject(c, await context.session().transaction((tx) => findObject(tx, address(c))), files);
  });
  routes.post('/object/sign/:bucket/:path{.+}', async (c) => {
    const caller = await storageCaller(c, context);
    const { expiresIn } = await readStorageRequest(c, signOneSchema);
    await caller.transaction((tx) => findObject(tx, address(c)));
    return c.json({ signedURL: await signedLinks.create(context, address(c), expiresIn) });
  });
  routes.post('/object/sign/:bucket', async (c) => {
    const caller = await storageCaller(c, context);
    const { expiresIn, paths } = await readStorageRequest(c, signManySchema);
    const bucket = c.req.param('bucket');
    const visible = await caller.transaction(async (tx) => {
      const found = await tx.query<{ name: string }>(
        'select name from storage.objects where bucket_id = $1 and name in (select json_array_elements_text($2::json))',
        [bucket, JSON.stringify(paths)],
      );
      return new Set(found.rows.map((row) => row.name));
    });
    const links = paths.map(async (path) =>
      visible.has(path)
        ? {
            path,
            error: null,
            signedURL: await signedLinks.create(context, { bucket, name: path }, expiresIn),
          }
        : {
            path,
            error: 'Either the object does not exist or you do not have access to it',
            signedURL: null,
          },
    );
    return c.json(await Promise.all(links));
  });
}

function addReading(routes: Hono, context: GatewayContext, files: ObjectFiles): void {
  routes.get('/object/public/:bucket/:path{.+}', async (c) => {
    const row = await context.session().transaction(async (tx) => {
      const open = await tx.query('select 1 from storage.buckets where id = $1 and public', [
        c.req.param('bucket'),
      ]);
      if (open.rows.length === 0) throw storageErrors.noSuchBucket();
      return findObject(tx, address(c));
    });
    return sendObject(c, row, files);
  });
  const info = async (c: Context) => {
    const caller = await storageCaller(c, context);
    const row = await caller.transaction((tx) => findObject(tx, address(c)));
    const { size, mimetype, cacheControl, eTag, lastModified } = row.metadata;
    return c.json({
      id: row.id,
      name: row.name,
      version: row.version,
      bucket_id: row.bucket_id,
      size,
      content_type: mimetype,
      cache_control: cacheControl,
      etag: eTag,
      metadata: row.user_metadata ?? {},
      last_modified: lastModified,
      created_at: row.created_at,
    });
  };
  routes.get('/object/info/authenticated/:bucket/:path{.+}', info);
  routes.get('/object/info/:bucket/:path{.+}', info);
  const download = async (c: Context) => {
    const caller = await storageCaller(c, context);
    return sendObject(c, await caller.transaction((tx) => findObject(tx, address(c))), files);
  };
  routes.get('/object/authenticated/:bucket/:path{.+}', download);
  routes.get('/object/:bucket/:path{.+}', download);
  routes.post('/object/list/:bucket', async (c) => {
    const caller = await storageCaller(c, context);
    const request = await readStorageRequest(c, listSchema);
    return c.json(await caller.transaction((tx) => listObjects(tx, c.req.param('bucket'), request)));
  });
}

function addMoving(routes: Hono, context: GatewayContext, files: ObjectFiles): void {
  routes.post('/object/move', async (c) => {
    const caller = await storageCaller(c, context);
    const body = await readStorageRequest(c, moveSchema);
    const name = checkObjectKey(body.destinationKey);
    await caller.transaction(async (tx) => {
      const row = await findObject(tx, { bucket: body.bucketId, name: body.sourceKey });
      const moved = await tx.query(
        'update storage.objects set name = $2, bucket_id = $3, updated_at = now() where id = $1::uuid returning id',
        [row.id, name, body.destinationBucket ?? body.bucketId],
      );
      if (moved.rows.length === 0) throw storageErrors.denied('new row violates row-level security policy');
    });
    return c.json({ message: 'Successfully moved' });
  });
  routes.post('/object/copy', async (c) => {
    const caller = await storageCaller(c, context);
    const body = await readStorageRequest(c, moveSchema);
    const bucket = body.destinationBucket ?? body.bucketId;
    const name = checkObjectKey(body.destinationKey);
    const row = await caller.transaction((tx) =>
      findObject(tx, { bucket: body.bucketId, name: body.sourceKey }),
    );
    const { version } = await files.copy(row.version);
    try {
      await caller.transaction((tx) =>
        tx.query(
          `insert into storage.objects (bucket_id, name, owner, owner_id, version, metadata, user_metadata)
           values ($1, $2, $3::uuid, $3::text, $4, $5::jsonb, $6::jsonb)`,
          [
            bucket,
            name,
            caller.claims.sub ?? null,
            version,
            JSON.stringify(row.metadata),
            JSON.stringify(row.user_metadata),
          ],
        ),
      );
    } catch (error) {
      await files.remove([version]);
      throw error;
    }
    return c.json({ Key: `${bucket}/${name}` });
  });
}

function addWriting(routes: Hono, context: GatewayContext, files: ObjectFiles): void {
  const upload = async (c: Context, upsert: boolean) => {
    const { id, key } = await uploadObject(c, context, { ...address(c), upsert, files });
    return c.json({ Key: key, Id: id });
  };
  routes.post('/object/:bucket/:path{.+}', (c) => upload(c, c.req.header('x-upsert') === 'true'));
  routes.put('/object/:bucket/:path{.+}', (c) => upload(c, true));
  routes.delete('/object/:bucket', async (c) => {
    const caller = await storageCaller(c, context);
    const { prefixes } = await readStorageRequest(c, removeSchema);
    const gone = await caller.transaction((tx) =>
      tx.query<{ version: string | null }>(
        `delete from storage.objects where bucket_id = $1 and name in (select json_array_elements_text($2::json))
         returning id, name, bucket_id, owner, owner_id, version, created_at, updated_at, last_accessed_at, metadata, user_metadata`,
        [c.req.param('bucket'), JSON.stringify(prefixes)],
      ),
    );
    await files.remove(gone.rows.map((row) => row.version));
    return c.json(gone.rows);
  });
}

/** Objects: up, down, list, sign, move, remove. Fixed words in a path come before bucket names. */
export function addObjectRoutes(routes: Hono, context: GatewayContext, files: ObjectFiles): void {
  addSigning(routes, context, files);
  addReading(routes, context, files);
  addMoving(routes, context, files);
  addWriting(routes, context, files);
}
