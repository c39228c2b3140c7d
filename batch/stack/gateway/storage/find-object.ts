import type { Transaction } from '@electric-sql/pglite';
import { z } from 'zod';
import { storageErrors } from './storage-error.ts';

export interface ObjectMetadata {
  eTag: string;
  size: number;
  mimetype: string;
  cacheControl: string;
  lastModified: string;
  contentLength: number;
  httpStatusCode: 200;
}

export interface ObjectRow {
  id: string;
  name: string;
  bucket_id: string;
  version: string;
  metadata: ObjectMetadata;
  user_metadata: Record<string, unknown> | null;
  created_at: string;
}

export interface ObjectAddress {
  bucket: string;
  name: string;
}

export const userMetadata = z.record(z.string(), z.unknown());

/** The row of one object as far as the role of the transaction may see it. @throws StorageError NoSuchKey. */
export async function findObject(tx: Transaction, address: ObjectAddress): Promise<ObjectRow> {
  const found = await tx.query<ObjectRow>(
    `select id, name, bucket_id, version, metadata, user_metadata, to_json(created_at)#>>'{}' as created_at
     from storage.objects where bucket_id = $1 and name = $2`,
    [address.bucket, address.name],
  );
  const row = found.rows[0];
  if (!row?.version) throw storageErrors.noSuchKey();
  return row;
}
