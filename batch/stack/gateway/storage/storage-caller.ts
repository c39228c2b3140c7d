import type { Transaction } from '@electric-sql/pglite';
import type { Context } from 'hono';
import type { Claims } from '../claims.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { resolveClaims } from '../resolve-claims.ts';
import { setRequestContext } from '../set-request-context.ts';
import { storageFailure, storageRefusal } from './storage-error.ts';

export interface StorageCaller {
  claims: Claims;
  /** Runs statements under the caller's role: the policies on storage.objects decide. */
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** @throws StorageError when the key or the token is missing or wrong. */
export async function storageCaller(c: Context, context: GatewayContext): Promise<StorageCaller> {
  const resolved = await resolveClaims(c.req.raw.headers, context);
  if (!resolved.ok) throw storageRefusal(resolved.reason);
  const { claims } = resolved;
  return {
    claims,
    async transaction(run) {
      try {
        return await context.session().transaction(async (tx) => {
          await setRequestContext(tx, {
            claims,
            searchPath: 'storage, public, extensions',
            method: c.req.method,
            path: '/storage/v1',
          });
          return run(tx);
        });
      } catch (error) {
        throw storageFailure(error);
      }
    },
  };
}
