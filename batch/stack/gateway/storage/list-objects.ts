import type { Transaction } from '@electric-sql/pglite';
import { z } from 'zod';

export const listSchema = z.object({
  prefix: z.string().default(''),
  limit: z.number().int().min(1).max(1000).default(100),
  offset: z.number().int().min(0).default(0),
  search: z.string().nullish(),
  sortBy: z
    .object({
      column: z.enum(['name', 'updated_at', 'created_at', 'last_accessed_at']).default('name'),
      order: z.enum(['asc', 'desc']).default('asc'),
    })
    .prefault({}),
});

/** One level of a bucket: folders (without an id) first, then files, as the caller's role may see them. */
export async function listObjects(tx: Transaction, bucket: string, request: z.infer<typeof listSchema>) {
  const trimmed = request.prefix.replace(/^\/+|\/+$/g, '');
  const folder = trimmed === '' ? '' : `${trimmed}/`;
  const { column, order } = request.sortBy; // both from a closed list
  const found = await tx.query<Record<string, unknown>>(
    `with below as (
       select substr(name, length($2) + 1) as rest, id, created_at, updated_at, last_accessed_at, metadata
       from storage.objects
       where bucket_id = $1 and starts_with(name, $2)
     ),
     entries as (
       select distinct split_part(rest, '/', 1) as name, null::uuid as id, null::timestamptz as created_at,
              null::timestamptz as updated_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
       from below where strpos(rest, '/') > 0
       union all
       select rest, id, created_at, updated_at, last_accessed_at, metadata
       from below where strpos(rest, '/') = 0 and rest <> ''
     )
     select name, id, updated_at, created_at, last_accessed_at, metadata from entries
     where $3 = '' or starts_with(lower(name), lower($3))
     order by id is not null, ${column} ${order}, name limit $4 offset $5`,
    [bucket, folder, request.search ?? '', request.limit, request.offset],
  );
  return found.rows;
}
