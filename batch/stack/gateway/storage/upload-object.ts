import { randomUUID } from 'node:crypto';
import type { Transaction } from '@electric-sql/pglite';
import type { Context } from 'hono';
import type { GatewayContext } from '../gateway-context.ts';
import type { ObjectAddress } from './find-object.ts';
import type { ObjectFiles, StoredBytes } from './object-files.ts';
import { readUpload, type Upload } from './read-upload.ts';
import { type StorageCaller, storageCaller } from './storage-caller.ts';
import { storageErrors } from './storage-error.ts';

const maxObjectBytes = 100 * 1024 * 1024;

interface Bucket {
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
}

/** Reads the bucket as its owner: who may upload need not be able to see the bucket. */
async function readBucket(context: GatewayContext, id: string): Promise<Bucket> {
  const found = await context
    .session()
    .transaction((tx) =>
      tx.query<Bucket>(
        'select file_size_limit::float8, allowed_mime_types from storage.buckets where id = $1',
        [id],
      ),
    );
  const bucket = found.rows[0];
  if (!bucket) throw storageErrors.noSuchBucket();
  return bucket;
}

function checkType(bucket: Bucket, mimetype: string): void {
  const type = mimetype.split(';')[0]!.trim();
  const allowed = bucket.allowed_mime_types;
  if (!allowed || allowed.length === 0) return;
  const matches = allowed.some(
    (one) => one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))),
  );
  if (!matches) throw storageErrors.mimeType(type);
}

interface NewRow extends ObjectAddress {
  id: string;
  upsert: boolean;
  upload: Upload;
  bytes: StoredBytes;
}

async function writeRow(tx: Transaction, caller: StorageCaller, row: NewRow): Promise<void> {
  const { bytes, upload } = row;
  const metadata = {
    eTag: bytes.etag,
    size: bytes.size,
    mimetype: upload.mimetype,
    cacheControl: upload.cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: bytes.size,
    httpStatusCode: 200,
  };
  const onConflict = `on conflict (bucket_id, name) do update set version = excluded.version,
    metadata = excluded.metadata, user_metadata = excluded.user_metadata, updated_at = now(), owner = excluded.owner, owner_id = excluded.owner_id`;
  // Without RETURNING: it would need a policy for reading, which uploading must not.
  await tx.query(
    `insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
     values ($1::uuid, $2, $3, $4::uuid, $4::text, $5, $6::jsonb, $7::jsonb) ${row.upsert ? onConflict : ''}`,
    [
      row.id,
      row.bucket,
      row.name,
      caller.claims.sub ?? null,
      bytes.version,
      JSON.stringify(metadata),
      upload.metadata === null ? null : JSON.stringify(upload.metadata),
    ],
  );
}

/**
 * Stores an object: bytes first, then the row under the caller's role. A refused row takes its bytes with it.
 * @throws StorageError, among them AccessDenied by a policy and KeyAlreadyExists without upsert.
 */
export async function uploadObject(
  c: Context,
  context: GatewayContext,
  target: ObjectAddress & { upsert: boolean; files: ObjectFiles },
): Promise<{ id: string; key: string }> {
  const { files } = target;
  const caller = await storageCaller(c, context);
  const bucket = await readBucket(context, target.bucket);
  const upload = await readUpload(c);
  checkType(bucket, upload.mimetype);
  const bytes = await files.write(
    upload.body,
    Math.min(maxObjectBytes, bucket.file_size_limit ?? maxObjectBytes),
  );
  const replaced = await context
    .session()
    .transaction((tx) =>
      tx.query<{ id: string; version: string }>(
        'select id, version from storage.objects where bucket_id = $1 and name = $2',
        [target.bucket, target.name],
      ),
    );
  const old = target.upsert ? replaced.rows[0] : undefined;
  const id = old?.id ?? randomUUID();
  try {
    await caller.transaction((tx) => writeRow(tx, caller, { ...target, id, upload, bytes }));
  } catch (error) {
    await files.remove([bytes.version]);
    throw error;
  }
  if (old) await files.remove([old.version]);
  return { id, key: `${target.bucket}/${target.name}` };
}
