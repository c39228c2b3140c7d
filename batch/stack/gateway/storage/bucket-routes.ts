import type { Hono } from 'hono';
import { z } from 'zod';
import type { GatewayContext } from '../gateway-context.ts';
import type { ObjectFiles } from './object-files.ts';
import { readStorageRequest } from './read-storage-request.ts';
import { storageCaller } from './storage-caller.ts';
import { storageErrors } from './storage-error.ts';

const units: Record<string, number> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** `5MB` or a number of bytes. */
const fileSize = z.union([
  z.number().int().positive(),
  z
    .string()
    .regex(/^\d+\s*(b|kb|mb|gb)?$/i)
    .transform((text) => {
      const [, digits, unit] = /^(\d+)\s*([a-z]*)$/i.exec(text)!;
      return Number(digits) * units[unit!.toLowerCase()]!;
    }),
]);

const settings = {
  public: z.boolean().nullish(),
  file_size_limit: fileSize.nullish(),
  allowed_mime_types: z.array(z.string()).nullish(),
};
const createSchema = z.object({ id: z.string().optional(), name: z.string().min(1).max(100), ...settings });
const changeSchema = z.object(settings);

const shown = 'id, name, owner, public, file_size_limit, allowed_mime_types, created_at, updated_at';

function addReading(routes: Hono, context: GatewayContext): void {
  routes.get('/bucket', async (c) => {
    const caller = await storageCaller(c, context);
    return c.json(
      await caller.transaction(
        async (tx) => (await tx.query(`select ${shown} from storage.buckets order by name`)).rows,
      ),
    );
  });
  routes.get('/bucket/:id', async (c) => {
    const caller = await storageCaller(c, context);
    const found = await caller.transaction((tx) =>
      tx.query(`select ${shown} from storage.buckets where id = $1`, [c.req.param('id')]),
    );
    if (!found.rows[0]) throw storageErrors.noSuchBucket();
    return c.json(found.rows[0]);
  });
}

function addWriting(routes: Hono, context: GatewayContext): void {
  routes.post('/bucket', async (c) => {
    const caller = await storageCaller(c, context);
    const body = await readStorageRequest(c, createSchema);
    if (!/^[\w.-]+$/.test(body.id ?? body.name)) throw storageErrors.invalid('The bucket name is not valid');
    await caller.transaction((tx) =>
      tx.query(
        `insert into storage.buckets (id, name, owner_id, public, file_size_limit, allowed_mime_types)
         select $1, $2, $3, $4::boolean, $5::bigint, (select array_agg(type) from json_array_elements_text($6::json) as type)`,
        [
          body.id ?? body.name,
          body.name,
          caller.claims.sub ?? null,
          body.public ?? false,
          body.file_size_limit ?? null,
          JSON.stringify(body.allowed_mime_types ?? []),
        ],
      ),
    );
    return c.json({ name: body.name });
  });
  routes.put('/bucket/:id', async (c) => {
    const caller = await storageCaller(c, context);
    const body = await readStorageRequest(c, changeSchema);
    const changed = await caller.transaction((tx) =>
      tx.query(
        `update storage.buckets set
           public = coalesce($2::boolean, public),
           file_size_limit = case when $3::boolean then $4::bigint else file_size_limit end,
           allowed_mime_types = case when $5::boolean
             then (select array_agg(type) from json_array_elements_text($6::json) as type) else allowed_mime_types end,
           updated_at = now()
         where id = $1 returning id`,
        [
          c.req.param('id'),
          body.public ?? null,
          body.file_size_limit !== undefined,
          body.file_size_limit ?? null,
          body.allowed_mime_types !== undefined,
          JSON.stringify(body.allowed_mime_types ?? []),
        ],
      ),
    );
    if (changed.rows.length === 0) throw storageErrors.noSuchBucket();
    return c.json({ message: 'Successfully updated' });
  });
}

function addRemoving(routes: Hono, context: GatewayContext, files: ObjectFiles): void {
  routes.post('/bucket/:id/empty', async (c) => {
    const caller = await storageCaller(c, context);
    const gone = await caller.transaction((tx) =>
      tx.query<{ version: string | null }>(
        'delete from storage.objects where bucket_id = $1 returning version',
        [c.req.param('id')],
      ),
    );
    await files.remove(gone.rows.map((row) => row.version));
    return c.json({ message: 'Successfully emptied' });
  });
  routes.delete('/bucket/:id', async (c) => {
    const caller = await storageCaller(c, context);
    const id = c.req.param('id');
    await caller.transaction(async (tx) => {
      const inside = await tx.query('select 1 from storage.objects where bucket_id = $1 limit 1', [id]);
      if (inside.rows.length > 0) throw storageErrors.notEmpty();
      const gone = await tx.query('delete from storage.buckets where id = $1 returning id', [id]);
      if (gone.rows.length === 0) throw storageErrors.noSuchBucket();
    });
    return c.json({ message: 'Successfully deleted' });
  });
}

export function addBucketRoutes(routes: Hono, context: GatewayContext, files: ObjectFiles): void {
  addReading(routes, context);
  addWriting(routes, context);
  addRemoving(routes, context, files);
}
